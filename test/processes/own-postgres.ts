import { mkdir, readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { startPostgres } from '../../src/embedded/postgres.ts';
import { makeFolder, sow } from '../embedded/seed.ts';

/** A PostgreSQL of a test's own, that can be stopped and started again where it was. */
export const openPostgres = async () => {
  const folder = await makeFolder('feedlock-postgres-');
  const seed: string | undefined = inject('seed');
  // Without one it makes a cluster of its own.
  if (seed) await sow(seed, folder);
  await mkdir(join(folder, 'run'));
  let server = await startPostgres(folder, true);
  const stop = async (signal: NodeJS.Signals = 'SIGQUIT') => {
    process.kill(Number.parseInt(await readFile(join(folder, 'run', 'postgres.pid'), 'utf8'), 10), signal);
    await server.ended;
  };
  return {
    url: server.url,
    /** SIGINT: breaks off what runs and shuts down. SIGQUIT: ends like a crash. */
    stop,
    start: async () => {
      server = await startPostgres(folder, true);
    },
    [Symbol.asyncDispose]: async () => {
      await stop();
      await rm(await realpath(join(folder, 'postgres')), { recursive: true });
      await rm(folder, { recursive: true });
    },
  };
};
