import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FeedlockError, reasonOf } from '../errors.ts';
import { type Account, mayEnter, systemFolder } from './account.ts';
import { environment } from './process.ts';

export interface ClusterOptions {
  folder: string;
  binaries: string;
  account: Account | null;
  durable: boolean;
}

export interface Cluster {
  data: string;
  user: string;
  password: string;
}

const user = 'feedlock';
const draftPrefix = 'draft-';

/** In the data folder, or behind a link from there if the account could not enter it. */
const makeHome = async (home: string, { folder, account }: ClusterOptions): Promise<void> => {
  if (!account || mayEnter(folder, account)) return void (await mkdir(home));
  await mkdir(systemFolder, { recursive: true });
  const outside = await mkdtemp(join(systemFolder, 'data-'));
  await chmod(outside, 0o755);
  await rm(home, { force: true }); // a link whose folder has been removed
  await symlink(outside, home);
};

const initialise = async (draft: string, { binaries, account, durable }: ClusterOptions): Promise<void> => {
  const passwordFile = join(draft, 'password');
  const data = join(draft, 'data');
  await mkdir(data);
  await writeFile(passwordFile, randomBytes(18).toString('base64url'), { mode: 0o600 });
  if (account) for (const path of [draft, data, passwordFile]) await chown(path, account.uid, account.gid);

  const encoding = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = [`--username=${user}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  const args = [`--pgdata=${data}`, ...encoding, ...access, '--no-instructions', ...(durable ? [] : ['--no-sync'])];
  const options = { cwd: '/', env: environment, ...account };
  await promisify(execFile)(join(binaries, 'initdb'), args, options).catch((cause) => {
    const message = `create a PostgreSQL cluster in ${draft}: ${cause.stderr?.trim() || reasonOf(cause)}`;
    throw new FeedlockError('embedded-services', message, { cause });
  });
};

/** The folder's PostgreSQL cluster. It is made aside and then renamed, so that it is whole or not there. */
export const openCluster = async (options: ClusterOptions): Promise<Cluster> => {
  const link = join(options.folder, 'postgres');
  if (!existsSync(link)) await makeHome(link, options);
  const home = await realpath(link);
  const cluster = join(home, 'cluster');
  if (!existsSync(cluster)) {
    // A new name each time, because an `initdb` of a killed keeper may still be at work.
    const draft = await mkdtemp(join(home, draftPrefix));
    await initialise(draft, options);
    await rename(draft, cluster);
  }
  for (const name of await readdir(home))
    if (name.startsWith(draftPrefix)) await rm(join(home, name), { recursive: true }).catch(() => {});
  return { data: join(cluster, 'data'), user, password: await readFile(join(cluster, 'password'), 'utf8') };
};
