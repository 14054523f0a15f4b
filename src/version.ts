import { createRequire } from 'node:module';

/** Of this package, as it says of itself. */
export const { version, homepage } = createRequire(import.meta.url)('feedlock/package.json') as {
  version: string;
  homepage: string;
};
