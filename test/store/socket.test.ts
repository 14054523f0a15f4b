import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { Duplex } from 'node:stream';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import postgres, { type ParsedOptions, type Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { checkPostgres, connectPostgres, isConnectionLoss } from '../../src/store/connection.ts';
import { createSockets } from '../../src/store/socket.ts';
import { transact } from '../../src/store/transaction.ts';
import { createTestDatabase, type TestDatabase } from '../database.ts';
import { openProxy } from '../proxy.ts';
import { openTls } from './tls.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

/** A pool that reaches Postgres over a proxy. */
const connect = async (connections = 1, settings: Record<string, string> = {}) => {
  const url = new URL(database.url);
  const tls = settings.sslmode ? await openTls(Number(url.port)) : null;
  const proxy = await openProxy(tls?.port ?? Number(url.port));
  url.port = `${proxy.port}`;
  for (const [name, value] of Object.entries(settings)) url.searchParams.set(name, value);
  const client = connectPostgres({ url: url.href, connections }, { grace: 300 });
  onTestFinished(async () => {
    await client.end({ timeout: 0 });
    await proxy.stop();
    await tls?.stop();
  });
  await client`select 1`;
  return { proxy, client };
};

const works = async (client: Sql) => expect([...(await client`select 1 as one`)]).toEqual([{ one: 1 }]);

const ways = [
  ['plain', {}],
  ['with TLS', { sslmode: 'require' }],
] as const;

describe.each(ways)('a server that falls silent, %s', (_, way) => {
  it('is given up with what it was asked, and asked the rest over a new connection', async () => {
    const { proxy, client } = await connect(2, { statement_timeout: '300', ...way });
    await Promise.all([client`select pg_sleep(0.1)`, client`select pg_sleep(0.1)`]);
    for (const link of proxy.links()) link.freeze();
    const began = performance.now();
    const statements = await Promise.allSettled([1, 2, 3].map((n) => client`select ${n}::int as n`));
    const lost = { reason: { code: 'CONNECTION_CLOSED' } };
    // The last one waited for a connection, and got a new one.
    expect(statements).toMatchObject([lost, lost, { value: [{ n: 3 }] }]);
    expect(performance.now() - began).toBeGreaterThan(500);
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});

describe('a server that falls silent', () => {
  it('is given up, however much is asked of it meanwhile', async () => {
    const { proxy, client } = await connect(1, { statement_timeout: '300' });
    for (const link of proxy.links()) link.freeze();
    const answers: Promise<unknown>[] = [];
    for (let asked = 0; asked < 20; asked++) {
      answers.push(client`select 1`.then(() => 'answered', isConnectionLoss));
      await wait(75);
    }
    const settled = await Promise.all(answers);
    expect(settled[0]).toBe(true);
    expect(settled.at(-1)).toBe('answered');
  });

  it('is not given up when nothing was asked of it', async () => {
    const { proxy, client } = await connect(1, { statement_timeout: '300' });
    const [before] = await client`select pg_backend_pid() as pid`;
    const [link] = proxy.links();
    link?.freeze();
    await wait(1_500);
    link?.thaw();
    expect((await client`select pg_backend_pid() as pid`)[0]).toEqual(before);
  });

  it('is waited for when its statements may take any time', async () => {
    const { client } = await connect(1, { statement_timeout: '0' });
    const [row] = await client`select pg_sleep(1.5), 1 as one`;
    expect(row?.one).toBe(1);
  });
});

describe.each(ways)('a reset, %s', (_, way) => {
  /** What is asked in every phase of the turns in which the client hears of it. */
  const askOften = async (client: Sql, answers: Promise<unknown>[]) => {
    const ask = () => void answers.push(client`select 1 as one`.then(String, (error) => isConnectionLoss(error)));
    for (let turn = 0; turn < 20; turn += 1) {
      ask();
      process.nextTick(ask);
      setTimeout(ask, 0);
      setImmediate(ask);
      await nextTurn();
      ask();
    }
    await wait(2);
  };

  it('settles all that is under way or asked meanwhile, and costs no place in the pool', async () => {
    const { proxy, client } = await connect(1, way);
    for (let round = 0; round < 2; round += 1) {
      const answers = round % 2 ? [client`select pg_sleep(20)`.catch(isConnectionLoss)] : [];
      if (round % 2) await wait(5);
      proxy.reset();
      await askOften(client, answers);
      const settled = await Promise.race([Promise.all(answers), wait(4_000, 'some hang')]);
      expect(settled).not.toBe('some hang');
      expect(settled).not.toContain(false);
      await works(client);
    }
  });

  it('ends a transaction', async () => {
    const { proxy, client } = await connect(1, way);
    const ran = transact(client, async (transaction) => {
      const sleeping = transaction`select pg_sleep(20)`;
      await Promise.race([sleeping, wait(50)]);
      proxy.reset();
      await sleeping;
    });
    await expect(ran).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    await works(client);
  });
});

it('a connection that closes while the client is about to write costs no more than that statement', async () => {
  const sockets = createSockets({ pause: () => 10, grace: 300 });
  let socket: Duplex | undefined;
  const client = postgres(database.url, {
    max: 1,
    fetch_types: false,
    backoff: () => 0.01,
    ...{ socket: async (options: ParsedOptions) => (socket = await sockets(options)) },
  });
  onTestFinished(() => client.end({ timeout: 0 }));
  await works(client);
  await nextTurn();
  // What ends in this turn is closed before what is asked in it is written.
  socket?.destroy();
  await expect(client`select 1`).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  const began = performance.now();
  await works(client);
  expect(performance.now() - began).toBeLessThan(2_000);
});

it('a server that lets nobody in is asked again and again, but not at once', async () => {
  const { proxy, client } = await connect();
  const admin = postgres(new URL('/postgres', database.url).href, { max: 1, fetch_types: false });
  onTestFinished(() => admin.end());
  const name = new URL(database.url).pathname.slice(1);
  const lost = client`select pg_sleep(20)`.catch(isConnectionLoss);
  await wait(50);
  await admin`alter database ${admin(name)} with allow_connections false`;
  await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name} and application_name = 'feedlock'`;
  expect(await lost).toBe(true);
  const before = proxy.count();
  const asking = client`select 1`.catch(() => 'refused');
  await wait(1_500);
  expect(proxy.count() - before).toBeGreaterThan(0);
  expect(proxy.count() - before).toBeLessThan(16);
  await admin`alter database ${admin(name)} with allow_connections true`;
  expect(await Promise.race([asking, wait(4_000, 'hangs')])).not.toBe('hangs');
  // One statement more may be told what the server said last.
  await client`select 1`.catch(() => 'refused');
  await works(client);
});

describe('a server that accepts and closes', () => {
  const open = async () => {
    let accepted = 0;
    const server = createServer((socket) => {
      accepted += 1;
      socket.end();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void server.close());
    return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, accepted: () => accepted };
  };

  const connectTo = (hosts: string) => {
    const client = connectPostgres({ url: `postgres://user@${hosts}/none` });
    onTestFinished(() => client.end({ timeout: 0 }));
    return client;
  };

  it('is unreachable, which is said at once and not tried again', async () => {
    const { host, accepted } = await open();
    await expect(checkPostgres(connectTo(host))).rejects.toMatchObject({ code: 'postgres-unreachable' });
    expect(accepted()).toBe(1);
  });

  it('is tried in turn with the others, with a pause before each', async () => {
    const { host, accepted } = await open();
    const answer = connectTo(`${host},${host}`)`select 1`.catch(() => undefined);
    await Promise.race([answer, wait(1_500)]);
    expect(accepted()).toBeGreaterThan(1);
    expect(accepted()).toBeLessThanOrEqual(16);
  });
});
