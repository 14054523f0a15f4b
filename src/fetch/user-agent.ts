import { createRequire } from 'node:module';
import type { FetchOptions } from './options.ts';

const { version, homepage } = createRequire(import.meta.url)('feedlock/package.json') as {
  version: string;
  homepage: string;
};

/** Says who asks, and where the owner of a feed can read about it or complain. */
export const userAgentOf = ({ userAgent, contact }: Pick<FetchOptions, 'userAgent' | 'contact'>): string =>
  userAgent ?? `feedlock/${version} (+${[homepage, contact].filter((part) => part !== null).join('; ')})`;
