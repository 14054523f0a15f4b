import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createFeedlock, type FeedlockOptions } from '../../src/index.ts';
import { createTestDatabase, type TestDatabase } from '../database.ts';
import { type FeedServer, openFeedServer, type ServedFeed } from '../feed-server.ts';
import { type NatsCluster, openNatsCluster } from '../nats-cluster.ts';
import { startWorker, type Worker } from '../processes/worker.ts';
import { tell } from './tell.ts';
import { expectAllWritten } from './written.ts';

const ttl = 4_000;
const namespace = 'clustered';

interface Opened {
  nats: NatsCluster;
  database: TestDatabase;
  server: FeedServer;
  feeds: ServedFeed[];
  workers: Worker[];
}

describe('three nodes on a cluster of three NATS servers', () => {
  const opened = {} as Opened;

  beforeAll(async () => {
    const [nats, database, server] = await Promise.all([openNatsCluster(), createTestDatabase(), openFeedServer()]);
    const feeds = Array.from({ length: 60 }, (_, at) => server.add(`feed ${at}`));
    for (const feed of feeds) feed.delay = 50;
    const options: FeedlockOptions = {
      nats: { servers: nats.urls },
      database: { url: database.url, connections: 4 },
      namespace,
      replicas: 3,
      ttl,
      sweepInterval: 200,
      limitScope: 'url',
      hostSpacing: 0,
      concurrency: 16,
      schedule: { min: 1_000, max: 1_000 },
      fetch: { allow: [server.host] },
    };
    const workers = await Promise.all(
      ['one', 'two', 'three'].map((node) => startWorker({ ...options, node }, { watched: false })),
    );
    Object.assign(opened, { nats, database, server, feeds, workers });
    await Promise.all(workers.map((worker) => worker.run()));
    const caller = await createFeedlock({ ...options, node: 'caller' });
    await caller.add(feeds.map(({ url }) => url));
    await caller.stop();
  });
  afterAll(async () => {
    await Promise.all(opened.workers.map((worker) => worker.kill()));
    await opened.server.stop();
    await Promise.all([opened.nats[Symbol.asyncDispose](), opened.database[Symbol.asyncDispose]()]);
  });

  /** How long it takes until every feed has been asked for so many times more. */
  const flow = async (times: number): Promise<number> => {
    const began = performance.now();
    const before = opened.feeds.map(({ requests }) => requests);
    const hasFlowed = () => opened.feeds.every(({ requests }, at) => requests >= (before[at] ?? 0) + times);
    await vi.waitUntil(hasFlowed, { timeout: 60_000, interval: 50 });
    return performance.now() - began;
  };

  /** Changes every feed: what is committed from now on is counted in the end. */
  const change = () => {
    for (const feed of opened.feeds) feed.entries += 1;
  };

  const expectNothingLostOrDoubled = async () => {
    const { feeds, nats, database } = opened;
    await expectAllWritten(feeds, { natsUrls: nats.urls, databaseUrl: database.url, namespace });
    expect(Math.max(...feeds.map(({ atOnce }) => atOnce))).toBe(1);
    const doubled = await database.client`
      select from feedlock.imports where outcome = 'imported' and created + updated = 0`;
    expect(doubled.length).toBe(0);
  };

  it('share the feeds', async () => {
    tell(`every feed five times in ${(await flow(5)).toFixed(0)} ms`);
    for (const { settled } of opened.workers) expect(settled.length).toBeGreaterThan(20);
    await expectNothingLostOrDoubled();
  });

  it('go on within TTL + 3 s when one of them is killed', async () => {
    change();
    const victim = opened.workers.pop();
    await victim?.kill();
    const after = await flow(1);
    tell(`every feed again ${after.toFixed(0)} ms after a node was killed`);
    expect(after).toBeLessThan(ttl + 3_000 + 1_000);
    await expectNothingLostOrDoubled();
  });

  it.for(['requests', 'locks', 'events'])(
    'go on when the leader of the %s is killed, and when it is back',
    async (what) => {
      const { nats } = opened;
      const stream = what === 'locks' ? `KV_${namespace}_locks` : `${namespace}_${what}`;
      const leader = await nats.leaderOf(stream);
      change();
      await delay(300);
      await nats.kill(leader);
      tell(`every feed again ${(await flow(1)).toFixed(0)} ms after the leader of the ${what} was killed`);
      change();
      await flow(2);
      await nats.start(leader);
      await flow(3);
      await expectNothingLostOrDoubled();
    },
  );

  it('go on when the servers are restarted one after the other', async () => {
    const { nats } = opened;
    for (const name of nats.names) {
      change();
      await nats.kill(name);
      await delay(500);
      await nats.start(name);
      await flow(3);
    }
    await expectNothingLostOrDoubled();
  });

  it('go on when all three are killed and come back', async () => {
    const { nats } = opened;
    change();
    await delay(500);
    await Promise.all(nats.names.map(nats.kill));
    await delay(3_000);
    await Promise.all(nats.names.map(nats.start));
    tell(`every feed again ${(await flow(1)).toFixed(0)} ms after all three came back`);
    await flow(3);
    await expectNothingLostOrDoubled();
    expect(opened.workers.map(({ exited }) => exited)).toEqual([false, false]);
  });
});
