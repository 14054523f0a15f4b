import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** The model has the machine to itself: each core takes its share of the schedules. */
const shares = Math.min(availableParallelism(), Number(process.env.CHAOS_SCHEDULES ?? 1));

/** What `npm run chaos` runs: services and processes of its own, and nothing else of the tests. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    dir: 'test/chaos',
    include: ['**/*.chaos.ts'],
    testTimeout: 0,
    hookTimeout: 0,
    projects: Array.from({ length: shares }, (_, share) => ({
      extends: true,
      test: { name: `${share + 1} of ${shares}`, env: { CHAOS_SHARE: `${share}/${shares}` } },
    })),
  },
});
