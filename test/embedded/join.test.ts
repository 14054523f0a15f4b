import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from 'nats';
import postgres from 'postgres';
import { expect, it, onTestFinished, vi } from 'vitest';
import { unprivilegedAccount } from '../../src/embedded/account.ts';
import { type JoinedServices, joinServices } from '../../src/embedded/join.ts';
import { createFolder, createSownFolder, isRunning, kill, pidOf, whenDeserted } from './folder.ts';
import { startMember } from './member.ts';

const joinFolder = async (dataDir: string): Promise<JoinedServices> => {
  const services = await joinServices({ dataDir, durable: false });
  onTestFinished(services.stop);
  return services;
};

const query = async (databaseUrl: string, statement: string) => {
  const client = postgres(databaseUrl, { max: 1 });
  try {
    return await client.unsafe(statement);
  } finally {
    await client.end();
  }
};

const expectServices = async ({ natsUrl, databaseUrl }: { natsUrl: string; databaseUrl: string }): Promise<void> => {
  const nats = await connect({ servers: natsUrl });
  expect(await (await nats.jetstreamManager()).getAccountInfo()).toMatchObject({ streams: 0 });
  await nats.close();
  expect(await query(databaseUrl, 'select 1 as one')).toMatchObject([{ one: 1 }]);
};

it('ten processes that start at once share one keeper, which ends 2 s after all were killed', async () => {
  const folder = await createFolder();
  const [last, ...others] = await Promise.all(Array.from({ length: 10 }, () => startMember(folder)));
  if (!last) throw new Error('no member');
  const { natsUrl, databaseUrl } = last;
  for (const member of others) expect(member).toMatchObject({ natsUrl, databaseUrl });
  expect((await readFile(join(folder, 'keeper.log'), 'utf8')).match(/runs NATS/g)).toHaveLength(1);

  await Promise.all(others.map((member) => member.kill()));
  await expectServices(last);
  await last.kill();
  const killed = performance.now();
  await whenDeserted(folder);
  expect(performance.now() - killed).toBeGreaterThan(1_500);
  expect(performance.now() - killed).toBeLessThan(4_000);
});

it('a killed keeper is replaced while its users live, on the same ports and with its data', async () => {
  const folder = await createSownFolder();
  const services = await joinFolder(folder);
  await query(services.databaseUrl, 'create table kept as select 7 as number');
  const keeper = await pidOf(folder, 'keeper');
  await kill(folder, ['keeper']);

  await vi.waitFor(async () => expect(await pidOf(folder, 'keeper')).not.toBe(keeper), { timeout: 5_000 });
  const { natsUrl, databaseUrl } = await joinFolder(folder);
  expect({ natsUrl, databaseUrl }).toEqual({ natsUrl: services.natsUrl, databaseUrl: services.databaseUrl });
  expect(await query(databaseUrl, 'select number from kept')).toMatchObject([{ number: 7 }]);
});

it('servers left by a keeper that was killed with its last user are ended by the next one', async () => {
  const folder = await createSownFolder();
  const member = await startMember(folder);
  await query(member.databaseUrl, 'create table kept as select 7 as number');
  const leftovers = [await pidOf(folder, 'nats'), await pidOf(folder, 'postgres')];
  await Promise.all([member.kill(), kill(folder, ['keeper'])]);
  expect(await Promise.all(leftovers.map(isRunning))).toEqual([true, true]);

  const { databaseUrl } = await joinFolder(folder);
  expect(await Promise.all(leftovers.map(isRunning))).toEqual([false, false]);
  expect(await query(databaseUrl, 'select number from kept')).toMatchObject([{ number: 7 }]);
});

it('a stranger that has the pid of a former server is left alone', async () => {
  const folder = await createSownFolder();
  await (await startMember(folder)).kill();
  await kill(folder, ['keeper', 'nats', 'postgres']);
  await whenDeserted(folder);

  const stranger = spawn('sleep', ['60'], { ...unprivilegedAccount() });
  onTestFinished(() => void stranger.kill());
  for (const file of ['run/nats.pid', 'run/postgres.pid', 'postgres/cluster/data/postmaster.pid'])
    await writeFile(join(folder, file), `${stranger.pid}\n`);
  await expectServices(await joinFolder(folder));
  expect(stranger.signalCode).toBe(null);
});

it('the end of one server is the end of both, and who still uses them gets both again', async () => {
  const folder = await createSownFolder();
  const services = await joinFolder(folder);
  const server = await pidOf(folder, 'postgres');
  await kill(folder, ['nats']);
  await vi.waitFor(async () => expect(await pidOf(folder, 'postgres')).not.toBe(server), { timeout: 5_000 });
  await expectServices(await joinFolder(folder));
  await expectServices(services);
});

it.runIf(process.getuid?.() === 0)('a data folder below one that only root may enter works for root', async () => {
  await expectServices(await joinFolder(await createFolder(0o700)));
});

it('a data folder with a longer path than sockets may have works', async () => {
  const folder = await createFolder(0o755, 'long'.repeat(20), 'longer'.repeat(20));
  await expectServices(await joinFolder(folder));
  await expectServices(await joinFolder(folder));
});

it('a data folder that is no folder is named in the error', async () => {
  const folder = await createFolder();
  await writeFile(folder, '');
  await expect(joinServices({ dataDir: folder })).rejects.toMatchObject({
    code: 'embedded-services',
    message: expect.stringMatching(/^start NATS and PostgreSQL in .*\.feedlock: EEXIST/),
  });
});

it('every process that joins hears why a server did not start', async () => {
  const folder = await createFolder();
  await mkdir(join(folder, 'postgres', 'cluster', 'data'), { recursive: true });
  await writeFile(join(folder, 'postgres', 'cluster', 'password'), 'secret');
  for (const { failure } of await Promise.all([startMember(folder), startMember(folder)]))
    expect(failure).toMatch(/start NATS and PostgreSQL in .*: start PostgreSQL: .*postgresql\.conf.*No such file/);
});
