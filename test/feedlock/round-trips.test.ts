import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { Feedlock } from '../../src/index.ts';
import { type Proxy as Link, openProxy } from '../proxy.ts';
import { createCluster } from './cluster.ts';

/** What passes towards a service, as `read` tells it apart. */
const listen = (link: Link, read: (piece: string) => string[]) => {
  const heard: string[] = [];
  void link.swallow('requests', (piece) => {
    heard.push(...read(piece));
    return false;
  });
  return heard;
};

/** NATS: one command a line; what wants an answer says where. */
const questions = (piece: string) => piece.match(/^H?PUB \S+ _INBOX\S+/gm) ?? [];

/** Postgres: what a round trip ends with. */
const syncs = (piece: string) => (piece.endsWith('S\0\0\0\u0004') ? [piece] : []);

describe('an uncontended import', () => {
  // A lease that is renewed meanwhile would count.
  const cluster = createCluster({ ttl: 30_000, limitScope: 'url' });
  let node: Feedlock;
  let links: Link[];
  let toNats: string[];
  let toPostgres: string[];

  beforeAll(async () => {
    const natsUrl = new URL(inject('natsUrl'));
    const databaseUrl = new URL(cluster.database.url);
    const [nats, postgres] = await Promise.all([openProxy(Number(natsUrl.port)), openProxy(Number(databaseUrl.port))]);
    links = [nats, postgres];
    natsUrl.port = `${nats.port}`;
    databaseUrl.port = `${postgres.port}`;
    toNats = listen(nats, questions);
    toPostgres = listen(postgres, syncs);
    node = await cluster.open('counted', {
      nats: { servers: [natsUrl.href] },
      database: { url: databaseUrl.href, connections: 1 },
      events: 'none',
      relayInterval: 3_600_000,
      sweepInterval: 3_600_000,
    });
    // Every statement is prepared once on a connection; that costs a round trip of its own.
    const first = cluster.server.add('first');
    await node.import(first.url);
    await node.import(first.url);
    first.entries = 4;
    await node.import(first.url);
  });
  afterAll(async () => {
    await node.stop();
    await Promise.all(links.map((link) => link.stop()));
  });
  beforeEach(() => {
    toNats.length = 0;
    toPostgres.length = 0;
  });

  it('asks NATS twice, and Postgres for look-up, claim and one transaction', async () => {
    expect(await node.import(cluster.server.add('counted').url)).toMatchObject({ status: 'imported' });
    expect(toNats).toHaveLength(2);
    expect(toPostgres).toHaveLength(3);
  });

  it('asks Postgres once more which entries of a document it has, if it was imported before', async () => {
    const feed = cluster.server.add('counted again');
    await node.import(feed.url);
    feed.entries = 4;
    toNats.length = 0;
    toPostgres.length = 0;
    expect(await node.import(feed.url)).toMatchObject({ status: 'imported', created: 1, unchanged: 3 });
    expect(toNats).toHaveLength(2);
    expect(toPostgres).toHaveLength(4);
  });

  it('records a 304 with one statement in the place of the transaction', async () => {
    const feed = cluster.server.add('counted 304');
    await node.import(feed.url);
    toNats.length = 0;
    toPostgres.length = 0;
    expect(await node.import(feed.url)).toMatchObject({ status: 'unchanged' });
    expect(toNats).toHaveLength(2);
    expect(toPostgres).toHaveLength(3);
  });

  it('that is taken from the queue needs no look-up, and of NATS one question more for many of them', async () => {
    const feeds = Array.from({ length: 20 }, (_, at) => cluster.server.add(`queued ${at}`).url);
    const caller = await cluster.open('caller');
    await caller.importAll(feeds);
    await node.start();
    await new Promise((resolve) => setTimeout(resolve, 500));
    toNats.length = 0;
    toPostgres.length = 0;
    const settled = await Promise.all(feeds.map((url) => caller.requestAndWait(url)));
    expect(settled.every((one) => one.status === 'unchanged' && one.node === 'counted')).toBe(true);
    const aboutLocks = toNats.filter((question) => question.includes('KV_') || question.includes('$KV.'));
    expect(aboutLocks).toHaveLength(40);
    expect(toNats.filter((question) => question.includes('MSG.NEXT')).length).toBeLessThan(20);
    expect(toPostgres.length).toBeLessThanOrEqual(40);
  });
});
