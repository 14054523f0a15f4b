import { defineConfig } from 'vitest/config';

/** What `npm run chaos` runs: services and processes of its own, and nothing else of the tests. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    dir: 'test/chaos',
    include: ['**/*.chaos.ts'],
    testTimeout: 0,
    hookTimeout: 0,
  },
});
