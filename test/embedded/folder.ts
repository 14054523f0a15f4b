import { chmod, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, onTestFinished, vi } from 'vitest';
import { commandAt } from '../../src/embedded/process.ts';
import { sow } from './seed.ts';

export type Part = 'keeper' | 'nats' | 'postgres';

/** 0: never started. */
export const pidOf = async (folder: string, part: Part): Promise<number> =>
  Number.parseInt(await readFile(join(folder, 'run', `${part}.pid`), 'utf8').catch(() => '0'), 10);

export const isRunning = async (pid: number): Promise<boolean> => pid > 0 && (await commandAt(pid)) !== '';

export const kill = async (folder: string, parts: Part[], signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
  for (const part of parts) {
    const pid = await pidOf(folder, part);
    if (await isRunning(pid)) process.kill(pid, signal);
  }
};

/** Resolves when nothing runs for the folder any more. */
export const whenDeserted = (folder: string): Promise<void> =>
  vi.waitFor(
    async () => {
      for (const part of ['keeper', 'nats', 'postgres'] as const)
        if (await isRunning(await pidOf(folder, part))) throw new Error(`${part} still runs`);
    },
    { timeout: 10_000, interval: 20 },
  );

/** A data folder for a test; after it, its services are stopped and it is removed. */
export const createFolder = async (mode = 0o755, ...below: string[]): Promise<string> => {
  const parent = await mkdtemp(join(tmpdir(), 'feedlock-test-'));
  await chmod(parent, mode);
  const folder = join(parent, ...below, '.feedlock');
  onTestFinished(async () => {
    await kill(folder, ['keeper'], 'SIGTERM');
    await whenDeserted(folder);
    const cluster = await realpath(join(folder, 'postgres')).catch(() => null);
    if (cluster) await rm(cluster, { recursive: true });
    await rm(parent, { recursive: true });
  });
  return folder;
};

/** Like `createFolder`, but there is a PostgreSQL cluster already. */
export const createSownFolder = async (): Promise<string> => sow(inject('seed'), await createFolder());
