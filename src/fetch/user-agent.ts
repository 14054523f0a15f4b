import { homepage, version } from '../version.ts';
import type { FetchOptions } from './options.ts';

/** Says who asks, and where the owner of a feed can read about it or complain. */
export const userAgentOf = ({ userAgent, contact }: Pick<FetchOptions, 'userAgent' | 'contact'>): string =>
  userAgent ?? `feedlock/${version} (+${[homepage, contact].filter((part) => part !== null).join('; ')})`;
