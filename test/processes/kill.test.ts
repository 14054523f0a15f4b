import { beforeAll, describe, it } from 'vitest';
import type { Feedlock } from '../../src/index.ts';
import { ttl } from '../feedlock/cluster.ts';
import { holdAtEntry, holdAtOutbox } from './held.ts';
import { createProcesses } from './processes.ts';
import { entriesOf } from './records.ts';
import type { Boundary } from './worker.ts';

/** A relay that never looks by itself, so that only a settled import could make it publish. */
const idleRelay = { relayInterval: 3_600_000 };

describe.concurrent('kill -9 of the process that imports a feed', () => {
  const { cluster, start, recordsOf } = createProcesses();
  let survivor: Feedlock;
  beforeAll(async () => {
    survivor = await cluster.open('survivor');
  });

  /** What another process makes of it, and how long that takes. */
  const succeed = async (url: string) => {
    const died = performance.now();
    const settled = await survivor.import(url, { onBusy: 'wait' });
    return { settled, after: performance.now() - died };
  };

  it.for<[string, Boundary, object, number[]]>([
    ['acquire and claim', 'before the claim', { status: 'imported', fence: 1 }, [1]],
    ['claim and fetch', 'before the fetch', { status: 'imported', fence: 2 }, [2]],
    ['claim and commit', 'before the commit', { status: 'imported', fence: 2 }, [2]],
    ['commit and release', 'before the release', { status: 'unchanged', fence: 2 }, [1]],
  ])(
    'between %s: another imports it within TTL + 3 s; entries and events are there once',
    async ([, at, outcome, commits], { expect }) => {
      const feed = cluster.server.add(at);
      const entries = entriesOf(at);
      const victim = await start(at);
      void victim.import(feed.url, { at, signal: 'SIGKILL' });
      await victim.ended;
      const { settled, after } = await succeed(feed.url);
      expect(settled).toMatchObject(outcome);
      expect(after).toBeLessThan(ttl + 3_000);
      expect(await recordsOf(feed.url)).toEqual({ entries, commits, failures: [], announced: entries });
    },
  );

  it('inside the transaction: the server breaks that off, and another imports it within TTL + 3 s', async ({
    expect,
  }) => {
    const { client } = cluster.database;
    const feed = cluster.server.add('inside');
    const entries = entriesOf('inside');
    feed.delay = Number.POSITIVE_INFINITY;
    const victim = await start('inside');
    void victim.import(feed.url);
    await feed.requested(1);
    await using hold = await holdAtEntry(client, feed.url, 'inside-2');
    feed.delay = 0;
    feed.answer();
    await hold.waiting(1);
    await victim.kill();
    const died = performance.now();
    const succession = succeed(feed.url);
    await hold.waiting(0);
    expect(performance.now() - died).toBeLessThan(3_000);
    await hold.release();
    const { settled, after } = await succession;
    expect(settled).toMatchObject({ status: 'imported', fence: 2, created: 3 });
    expect(after).toBeLessThan(ttl + 3_000);
    expect(await recordsOf(feed.url)).toEqual({ entries, commits: [2], failures: [], announced: entries });
  });
});

describe.concurrent('kill -9 between commit and publish', () => {
  const { cluster, start, recordsOf, eventsOf } = createProcesses();

  it('leaves events that are on NATS after the next start', async ({ expect }) => {
    const feed = cluster.server.add('unpublished');
    const entries = entriesOf('unpublished');
    const victim = await start('unpublished', idleRelay);
    void victim.import(feed.url, { at: 'after the release', signal: 'SIGKILL' });
    await victim.ended;
    expect(await eventsOf(feed.url)).toEqual([]);
    await cluster.open('next');
    expect(await recordsOf(feed.url)).toEqual({ entries, commits: [1], failures: [], announced: entries });
  });
});

describe.concurrent('kill -9 between commit and publish, beside a process that has nothing to do', () => {
  const { cluster, start, recordsOf } = createProcesses();

  it('leaves events that this one publishes', async ({ expect }) => {
    const feed = cluster.server.add('inherited');
    const entries = entriesOf('inherited');
    const [victim] = await Promise.all([start('victim', idleRelay), cluster.open('idle')]);
    void victim.import(feed.url, { at: 'before the release', signal: 'SIGKILL' });
    await victim.ended;
    expect(await recordsOf(feed.url)).toEqual({ entries, commits: [1], failures: [], announced: entries });
  });
});

describe.concurrent('kill -9 between publish and strike-off', () => {
  const { cluster, start, recordsOf, eventsOf } = createProcesses();

  it('publishes events again under their ids, so that NATS keeps them once', async ({ expect }) => {
    const feed = cluster.server.add('published');
    const entries = entriesOf('published');
    const importer = await start('importer', idleRelay);
    void importer.import(feed.url, { at: 'after the release', signal: 'SIGKILL' });
    await importer.ended;
    await using hold = await holdAtOutbox(cluster.database.client);
    const publisher = await start('publisher');
    await hold.waiting(1);
    const published = await eventsOf(feed.url);
    expect(published).toHaveLength(1);
    await publisher.kill();
    await hold.waiting(0);
    await hold.release();
    await cluster.open('next');
    expect(await recordsOf(feed.url)).toEqual({ entries, commits: [1], failures: [], announced: entries });
    expect(await eventsOf(feed.url)).toEqual(published);
  });
});
