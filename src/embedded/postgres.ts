import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import { FeedlockError } from '../errors.ts';
import { unprivilegedAccount } from './account.ts';
import { openCluster } from './cluster.ts';
import { keptPort } from './port.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { commandAt, endLeftover, exists, type Program } from './process.ts';
import { type Service, startService } from './service.ts';

const settings = (port: number, durable: boolean): string[] =>
  Object.entries({
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '128MB',
    ...(!durable && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/** PostgreSQL takes any process whose pid is in its old lock file for its postmaster, and would not start. */
const forgetStranger = async (data: string): Promise<void> => {
  const lockFile = join(data, 'postmaster.pid');
  const pid = Number.parseInt(await readFile(lockFile, 'utf8').catch(() => ''), 10);
  if (pid > 0 && exists(pid) && !(await commandAt(pid)).includes(data)) await rm(lockFile);
};

const answers = async (url: string): Promise<boolean> => {
  const client = postgres(url, { max: 1, connect_timeout: 2, fetch_types: false });
  try {
    await client`select 1`;
    return true;
  } catch (cause) {
    const isRefused = cause instanceof postgres.PostgresError && cause.code.startsWith('28');
    if (isRefused) throw new FeedlockError('embedded-services', `start PostgreSQL: ${cause.message}`, { cause });
    return false;
  } finally {
    await client.end({ timeout: 0 });
  }
};

/** Starts PostgreSQL, for this machine only. Not durable: a crash of the system may lose the data, and tests are faster. */
export const startPostgres = async (folder: string, durable: boolean): Promise<Service> => {
  const account = unprivilegedAccount();
  const binaries = await postgresBinaries(account);
  const { data, user, password } = await openCluster({ folder, binaries, account, durable });
  const program: Program = {
    path: join(binaries, 'postgres'),
    data: ['-D', data],
    args: [],
    account,
    log: join(folder, 'postgres.log'),
    pidFile: join(folder, 'run', 'postgres.pid'),
  };
  await endLeftover(program);
  await forgetStranger(data);
  const port = await keptPort(folder, 'postgres');
  const url = `postgres://${user}:${password}@127.0.0.1:${port}/postgres`;
  return startService('PostgreSQL', { ...program, args: settings(port, durable) }, url, () => answers(url));
};
