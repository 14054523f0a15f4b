import { execFile } from 'node:child_process';
import { chmod, lstat, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unprivilegedAccount } from '../../src/embedded/account.ts';
import { openCluster } from '../../src/embedded/cluster.ts';
import { postgresBinaries } from '../../src/embedded/postgres-binaries.ts';

export interface Seed extends AsyncDisposable {
  /** Holds a PostgreSQL cluster that has never run. */
  folder: string;
}

/** That root's PostgreSQL, which runs as another account, may pass through. */
const makeFolder = async (prefix: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), prefix));
  await chmod(folder, 0o755);
  return folder;
};

/** A data folder to copy, because to copy a new cluster takes a tenth of what it takes to make one. */
export const createSeed = async (): Promise<Seed> => {
  const folder = await makeFolder('feedlock-seed-');
  const account = unprivilegedAccount();
  await openCluster({ folder, binaries: await postgresBinaries(account), account, durable: false });
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
};

/** A data folder with the cluster of the seed, as if nobody had used it yet; made when there is none. It has no cluster where PostgreSQL's account cannot enter it. */
export const sow = async (seed: string, folder?: string): Promise<string> => {
  const sown = folder ?? (await makeFolder('feedlock-sown-'));
  await mkdir(sown, { recursive: true });
  const home = join(seed, 'postgres');
  if ((await lstat(home)).isDirectory()) await promisify(execFile)('cp', ['-Rp', home, sown]);
  return sown;
};
