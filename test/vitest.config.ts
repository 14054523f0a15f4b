import { defineConfig } from 'vitest/config';
import { Sequencer } from './sequencer.ts';

const root = new URL('..', import.meta.url).pathname;

export default defineConfig({
  test: {
    root,
    dir: 'test',
    globalSetup: 'test/services.ts',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Attempts at a busy feed are up to a second apart, and three files run at a time.
    expect: { poll: { timeout: 10_000 } },
    // Most tests wait for leases to end, and use little of a core.
    // What a file imports is there for the next one too: no module of ours keeps a state.
    isolate: false,
    maxWorkers: 3,
    maxConcurrency: 5,
    sequence: { sequencer: Sequencer },
  },
});
