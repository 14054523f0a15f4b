import { connect, type NatsConnection } from 'nats';
import postgres, { type Sql } from 'postgres';
import { afterAll, beforeAll, describe, inject, it } from 'vitest';
import type { Feedlock } from '../../src/index.ts';
import { openProxy } from '../proxy.ts';
import { holdAtEntry, sleepAtEntry } from './held.ts';
import { openPostgres } from './own-postgres.ts';
import { createProcesses } from './processes.ts';
import { entriesOf, readRecords } from './records.ts';

const nothing = { entries: [], commits: [], failures: [], announced: [] };

describe.concurrent('Postgres restarted inside the transaction of an import', () => {
  const { cluster } = createProcesses();
  let server: Awaited<ReturnType<typeof openPostgres>>;
  let client: Sql;
  let nats: NatsConnection;
  let node: Feedlock;
  beforeAll(async () => {
    [server, nats] = await Promise.all([openPostgres(), connect({ servers: inject('natsUrl') })]);
    client = postgres(server.url, { onnotice: () => undefined });
    node = await cluster.open('restarted', { database: { url: server.url } });
  });
  afterAll(async () => {
    await Promise.all([node.stop(), client.end({ timeout: 0 }), nats.close()]);
    await server[Symbol.asyncDispose]();
  });

  it.sequential.for([
    ['by an order to shut down', 'SIGINT'],
    ['like a crash', 'SIGQUIT'],
  ] as const)('%s: the import fails and leaves nothing; the next one succeeds', async ([name, signal], { expect }) => {
    const feed = cluster.server.add(name);
    const entries = entriesOf(name);
    const records = () => readRecords({ client, nats, namespace: cluster.namespace }, feed.url);
    const sleep = await sleepAtEntry(client, `${name}-2`);
    const outcome = node.import(feed.url);
    await sleep.asleep();
    await server.stop(signal);
    await server.start();
    expect(await outcome).toMatchObject({ status: 'failed', fence: 1, error: { code: 'commit-failed' } });
    expect(await records()).toEqual(nothing);
    await sleep.end();
    expect(await node.import(feed.url)).toMatchObject({ status: 'imported', fence: 3 });
    expect(await records()).toEqual({ entries, commits: [3], failures: [], announced: entries });
  });
});

/** The server's answer to the statement that commits an import. */
const isCommitted = (piece: string) => piece.includes('UPDATE 1\0');

describe.concurrent('the connection to Postgres lost in the transaction of an import', () => {
  const { cluster, recordsOf } = createProcesses();

  const openBehindProxy = async (name: string) => {
    const url = new URL(cluster.database.url);
    const proxy = await openProxy(Number(url.port));
    url.port = `${proxy.port}`;
    const node = await cluster.open(name, { database: { url: url.href, connections: 2 }, relayInterval: 3_600_000 });
    const dispose = async () => {
      await node.stop({ timeoutMs: 0 });
      await proxy.stop();
    };
    return { node, proxy, [Symbol.asyncDispose]: dispose };
  };

  it('with the answer to the commit: it tells what was committed', async ({ expect }) => {
    await using opened = await openBehindProxy('answer');
    const { node, proxy } = opened;
    const feed = cluster.server.add('answer');
    const entries = entriesOf('answer');
    const swallowed = proxy.swallow('replies', isCommitted);
    const outcome = node.import(feed.url);
    await swallowed;
    proxy.cut();
    expect(await outcome).toMatchObject({ status: 'imported', fence: 1, created: 3, updated: 0, unchanged: 0 });
    expect(await recordsOf(feed.url)).toEqual({ entries, commits: [1], failures: [], announced: entries });
  });

  it('before it commits: it fails and leaves nothing', async ({ expect }) => {
    await using opened = await openBehindProxy('before');
    const { node, proxy } = opened;
    const feed = cluster.server.add('before');
    feed.delay = Number.POSITIVE_INFINITY;
    const outcome = node.import(feed.url);
    await feed.requested(1);
    await using hold = await holdAtEntry(cluster.database.client, feed.url, 'before-2');
    feed.answer();
    await hold.waiting(1);
    proxy.cut();
    expect(await outcome).toMatchObject({ status: 'failed', fence: 1, error: { code: 'commit-failed' } });
    await hold.release();
    expect(await recordsOf(feed.url)).toEqual(nothing);
  });
});
