import { chmod, mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../src/embedded/postgres.ts';

/** A PostgreSQL of a test's own, that can be stopped and started again where it was. */
export const openPostgres = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'feedlock-postgres-'));
  await chmod(folder, 0o755);
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
