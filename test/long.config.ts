import { defineConfig, mergeConfig } from 'vitest/config';
import config from './vitest.config.ts';

/** What takes too long for every change. */
export default mergeConfig(
  config,
  defineConfig({ test: { include: ['**/*.long.ts'], testTimeout: 600_000, hookTimeout: 60_000 } }),
);
