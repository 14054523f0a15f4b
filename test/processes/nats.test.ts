import { setTimeout as delay } from 'node:timers/promises';
import { connect } from 'nats';
import { describe, it, vi } from 'vitest';
import type { Feedlock, Settled } from '../../src/index.ts';
import { createTestDatabase } from '../database.ts';
import type { ServedFeed } from '../feed-server.ts';
import { openServer } from '../nats-server.ts';
import { createProcesses } from './processes.ts';
import { entriesOf, readRecords } from './records.ts';

describe.concurrent('NATS restarted while a feed is imported', () => {
  const { cluster } = createProcesses();
  const { namespace } = cluster;

  /** Two nodes with services of their own. */
  const openNodes = async (ttl: number) => {
    const [server, database] = await Promise.all([openServer(), createTestDatabase()]);
    const change = { nats: { servers: [server.url] }, database: { url: database.url }, ttl };
    const [one, two] = await Promise.all([cluster.open('one', change), cluster.open('two', change)]);
    const recordsOf = async (url: string) => {
      const nats = await connect({ servers: server.url });
      const records = await readRecords({ client: database.client, nats, namespace }, url);
      await nats.close();
      return records;
    };
    const dispose = async () => {
      await Promise.all([one.stop(), two.stop()]);
      await Promise.all([server[Symbol.asyncDispose](), database[Symbol.asyncDispose]()]);
    };
    return { server, one, two, recordsOf, [Symbol.asyncDispose]: dispose };
  };

  it.for<NodeJS.Signals>(['SIGTERM', 'SIGKILL'])(
    'with %s, and back within the lease: the lease is renewed and the import finishes',
    async (signal, { expect }) => {
      await using opened = await openNodes(6_000);
      const { server, one, two, recordsOf } = opened;
      const feed = cluster.server.add(signal);
      const entries = entriesOf(signal);
      feed.delay = Number.POSITIVE_INFINITY;
      const outcome = one.import(feed.url);
      await feed.requested(1);
      const [before] = await two.locks();
      await server.stop(signal);
      await server.start();
      const isRenewed = async () => {
        const [lock] = await two.locks().catch(() => []);
        return lock && before && lock.nonce === before.nonce && lock.revision > before.revision;
      };
      await vi.waitUntil(isRenewed, { timeout: 6_000 });
      feed.answer();
      expect(await outcome).toMatchObject({ status: 'imported', fence: 1 });
      expect(await two.locks()).toEqual([]);
      expect(await recordsOf(feed.url)).toEqual({ entries, commits: [1], failures: [], announced: entries });
    },
  );

  it('and away for longer than the lease: the import is lost, and another one succeeds afterwards', async ({
    expect,
  }) => {
    await using opened = await openNodes(2_000);
    const { server, one, two, recordsOf } = opened;
    const feed = cluster.server.add('away');
    const entries = entriesOf('away');
    feed.delay = Number.POSITIVE_INFINITY;
    const outcome = one.import(feed.url);
    await feed.requested(1);
    await server.stop();
    expect(await outcome).toMatchObject({ status: 'lost', fence: 1 });
    feed.delay = 0;
    await server.start();
    const successor = await vi.waitUntil(
      async () => {
        const settled = await two.import(feed.url, { onBusy: 'wait' });
        return settled.status !== 'failed' && settled;
      },
      { timeout: 10_000 },
    );
    expect(successor).toMatchObject({ status: 'imported', fence: 2 });
    expect(await recordsOf(feed.url)).toEqual({ entries, commits: [2], failures: [], announced: entries });
  });

  it('and away when it commits: it is imported, and its events are published when NATS is back', async ({ expect }) => {
    await using opened = await openNodes(30_000);
    const { server, one, recordsOf } = opened;
    const feed = cluster.server.add('later');
    const entries = entriesOf('later');
    feed.delay = Number.POSITIVE_INFINITY;
    const outcome = one.import(feed.url);
    await feed.requested(1);
    await server.stop();
    feed.answer();
    expect(await outcome).toMatchObject({ status: 'imported', fence: 1 });
    await server.start();
    expect(await recordsOf(feed.url)).toEqual({ entries, commits: [1], failures: [], announced: entries });
  });
});

describe.concurrent('the lock bucket deleted and made again while a feed is imported', () => {
  const { cluster, recordsOf, remakeBucket } = createProcesses();

  it('and its lock then held by another: at most one of the two commits', async ({ expect }) => {
    const [one, two] = await Promise.all([cluster.open('one'), cluster.open('two')]);
    const feed = cluster.server.add('same key');
    const entries = entriesOf('same key');
    feed.delay = Number.POSITIVE_INFINITY;
    const first = one.import(feed.url);
    await feed.requested(1);
    await remakeBucket();
    const second = two.import(feed.url);
    await feed.requested(2);
    // Their renewals meet on one key, perhaps on one revision.
    await Promise.race([first, second]);
    feed.answer();
    expect(await first).toMatchObject({ status: 'lost', fence: 1 });
    const { status } = await second;
    expect(['lost', 'imported']).toContain(status);
    feed.delay = 0;
    const third = await one.import(feed.url, { onBusy: 'wait' });
    expect(third).toMatchObject({ status: status === 'lost' ? 'imported' : 'unchanged', fence: 3 });
    const commits = [status === 'lost' ? 3 : 2];
    expect(await recordsOf(feed.url)).toEqual({ entries, commits, failures: [], announced: entries });
  });
});

describe.concurrent('the lock bucket deleted and made again, with another lock at an old revision', () => {
  const { cluster, recordsOf, remakeBucket, lockKeys } = createProcesses();

  it('loses that lock to the old holder, yet one import of its feed commits', async ({ expect }) => {
    const open = (node: string) => cluster.open(node, { ttl: 30_000 });
    const [one, two] = await Promise.all([open('one'), open('two')]);
    const [old, other] = [cluster.server.add('old key'), cluster.server.add('other key')];
    const entries = entriesOf('other key');
    old.delay = other.delay = Number.POSITIVE_INFINITY;
    const first = one.import(old.url);
    await old.requested(1);
    await remakeBucket();
    const second = two.import(other.url);
    await other.requested(1);
    old.answer();
    expect(await first).toMatchObject({ status: 'imported', fence: 1 });
    expect(await lockKeys()).toEqual([]);
    const third = one.import(other.url);
    await other.requested(2);
    other.answer();
    expect(await second).toMatchObject({ status: 'lost', fence: 1 });
    expect(await third).toMatchObject({ status: 'imported', fence: 2 });
    expect(await recordsOf(other.url)).toEqual({ entries, commits: [2], failures: [], announced: entries });
  });
});

describe.concurrent('the lock bucket deleted and made again, over and over', () => {
  const { cluster, eventsOf, recordsOf, remakeBucket } = createProcesses();

  it('never lets two imports commit under one fence, nor a lower one after a higher one', async ({ expect }) => {
    const names = ['one', 'two', 'three'];
    const nodes = await Promise.all(names.map((name) => cluster.open(name, { ttl: 1_000 })));
    const feeds = ['a', 'b', 'c'].map((name) => cluster.server.add(`storm ${name}`));
    const settled: Settled[] = [];
    const having = (status: Settled['status']) => settled.filter((outcome) => outcome.status === status);

    let raging = true;
    const work = async (node: Feedlock, feed: ServedFeed) => {
      while (raging) {
        feed.delay = Math.random() * 400;
        feed.entries += 1;
        settled.push(await node.import(feed.url));
        await delay(20);
      }
    };
    const working = feeds.flatMap((feed) => nodes.map((node) => work(node, feed)));
    for (let times = 0; times < 10; times++) {
      const { length } = having('imported');
      await vi.waitUntil(() => having('imported').length > length + 2, { timeout: 5_000 });
      await remakeBucket();
    }
    raging = false;
    await Promise.all(working);

    expect(having('lost').length).toBeGreaterThan(0);
    for (const { url } of feeds) {
      const { commits, failures } = await recordsOf(url);
      const told = having('imported').flatMap((told) =>
        told.url === url && 'fence' in told ? [Number(told.fence)] : [],
      );
      expect(told.toSorted((a, b) => a - b)).toEqual(commits);
      // Events are numbered under the lock of the feed's row, hence in the order of the commits.
      // Where many in a row were lost, one is recorded as failed, and announced: it looks as if they had died.
      const recorded = [...commits, ...failures].toSorted((a, b) => a - b);
      expect((await eventsOf(url)).map(({ sequence }) => Number.parseInt(sequence, 10))).toEqual(recorded);
    }
  });
});
