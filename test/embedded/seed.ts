import { execFile } from 'node:child_process';
import { chmod, lstat, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unprivilegedAccount } from '../../src/embedded/account.ts';
import { openCluster } from '../../src/embedded/cluster.ts';
import { postgresBinaries } from '../../src/embedded/postgres-binaries.ts';

/** Root's PostgreSQL, which runs as another account, may pass through. */
export const makeFolder = async (prefix: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), prefix));
  await chmod(folder, 0o755);
  return folder;
};

/** A data folder with a PostgreSQL cluster that never runs: to copy it takes a tenth of what it takes to make one. */
export const createSeed = async (parent: string): Promise<string> => {
  const folder = join(parent, 'seed');
  await mkdir(folder, { mode: 0o755 });
  const account = unprivilegedAccount();
  await openCluster({ folder, binaries: await postgresBinaries(account), account, durable: false });
  return folder;
};

/** Gives a data folder, made when there is none, the cluster of the seed; none where PostgreSQL's account cannot enter the seed. */
export const sow = async (seed: string, folder: string): Promise<string> => {
  await mkdir(folder, { recursive: true });
  const home = join(seed, 'postgres');
  if ((await lstat(home)).isDirectory()) await promisify(execFile)('cp', ['-Rp', home, folder]);
  return folder;
};
