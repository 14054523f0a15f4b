import { beforeAll, describe, it, vi } from 'vitest';
import type { Feedlock } from '../../src/index.ts';
import { ttl } from '../feedlock/cluster.ts';
import { holdAtEntries, holdAtEntry } from './held.ts';
import { createProcesses } from './processes.ts';
import { entriesOf } from './records.ts';
import type { Boundary, Halt } from './worker.ts';

const haltAt = (at: Boundary): Halt => ({ at, signal: 'SIGSTOP' });

/** What a node makes of a feed that another holds, and how long that takes. */
const takeOver = async (node: Feedlock, url: string) => {
  const began = performance.now();
  const attempt = async () => {
    const settled = await node.import(url);
    return settled.status !== 'skipped' && settled;
  };
  const settled = await vi.waitUntil(attempt, { timeout: 15_000, interval: 50 });
  return { settled, after: performance.now() - began };
};

const limit = ttl + 5_000;

describe.concurrent('SIGSTOP of the process that imports a feed, past its lease', () => {
  const { cluster, start, recordsOf } = createProcesses();
  let other: Feedlock;
  beforeAll(async () => {
    other = await cluster.open('other');
  });

  it('while it fetches: another imports it within TTL + 5 s; resumed, it is lost and has written nothing', async ({
    expect,
  }) => {
    const feed = cluster.server.add('fetching');
    const entries = entriesOf('fetching');
    feed.delay = Number.POSITIVE_INFINITY;
    const sleeper = await start('fetching');
    const outcome = sleeper.import(feed.url);
    await feed.requested(1);
    feed.delay = 0;
    sleeper.pause();
    const { settled, after } = await takeOver(other, feed.url);
    expect(settled).toMatchObject({ status: 'imported', fence: 2 });
    expect(after).toBeLessThan(limit);
    feed.answer();
    sleeper.resume();
    expect(await outcome).toMatchObject({ status: 'lost', fence: 1 });
    expect(await recordsOf(feed.url)).toEqual({ entries, commits: [2], failures: [], announced: entries });
  });

  it.for<[Boundary, number]>([
    ['before the claim', 1],
    ['before the fetch', 2],
    ['before the commit', 2],
  ])(
    '%s: another imports it within TTL + 5 s; resumed, it is lost and has written nothing',
    async (row, { expect }) => {
      const [at, fence] = row;
      const feed = cluster.server.add(at);
      const entries = entriesOf(at);
      const sleeper = await start(at);
      const outcome = sleeper.import(feed.url, haltAt(at));
      await sleeper.halted();
      const { settled, after } = await takeOver(other, feed.url);
      expect(settled).toMatchObject({ status: 'imported', fence });
      expect(after).toBeLessThan(limit);
      sleeper.resume();
      expect(await outcome).toMatchObject({ status: 'lost' });
      expect(await recordsOf(feed.url)).toEqual({ entries, commits: [fence], failures: [], announced: entries });
    },
  );

  it('before the claim: resumed while another imports it, it does not take the fence from that one', async ({
    expect,
  }) => {
    const feed = cluster.server.add('late');
    const sleeper = await start('late');
    const outcome = sleeper.import(feed.url, haltAt('before the claim'));
    await sleeper.halted();
    feed.delay = Number.POSITIVE_INFINITY;
    const taken = takeOver(other, feed.url);
    await feed.requested(1);
    sleeper.resume();
    expect(await outcome).toMatchObject({ status: 'lost' });
    expect(await sleeper.import(feed.url)).toMatchObject({ status: 'skipped', holder: 'other' });
    feed.answer();
    expect((await taken).settled).toMatchObject({ status: 'imported', fence: 1 });
  });

  it('between commit and release: resumed, it tells what it committed, and leaves the lock of another alone', async ({
    expect,
  }) => {
    const feed = cluster.server.add('releasing');
    const entries = entriesOf('releasing');
    const sleeper = await start('releasing');
    const outcome = sleeper.import(feed.url, haltAt('before the release'));
    await sleeper.halted();
    feed.delay = Number.POSITIVE_INFINITY;
    const taken = takeOver(other, feed.url);
    await feed.requested(2);
    sleeper.resume();
    expect(await outcome).toMatchObject({ status: 'imported', fence: 1, created: 3 });
    expect((await other.locks()).filter(({ url }) => url === feed.url)).toMatchObject([{ node: 'other' }]);
    feed.answer();
    expect((await taken).settled).toMatchObject({ status: 'unchanged', fence: 2 });
    expect(await recordsOf(feed.url)).toEqual({ entries, commits: [1], failures: [], announced: entries });
  });

  it('inside its transaction, which commits before another can claim: resumed, it tells what it committed', async ({
    expect,
  }) => {
    const feed = cluster.server.add('inside');
    const entries = entriesOf('inside');
    feed.delay = Number.POSITIVE_INFINITY;
    const sleeper = await start('inside');
    const outcome = sleeper.import(feed.url);
    await feed.requested(1);
    await using hold = await holdAtEntry(cluster.database.client, feed.url, 'inside-2');
    feed.delay = 0;
    feed.answer();
    await hold.waiting(1);
    sleeper.pause();
    const taken = takeOver(other, feed.url);
    const isTaken = async () => (await other.locks()).some(({ url, node }) => url === feed.url && node === 'other');
    await vi.waitUntil(isTaken, { timeout: limit });
    await hold.release();
    const { settled, after } = await taken;
    expect(settled).toMatchObject({ status: 'unchanged', fence: 2 });
    expect(after).toBeLessThan(limit);
    sleeper.resume();
    expect(await outcome).toMatchObject({ status: 'imported', fence: 1, created: 3 });
    expect(await recordsOf(feed.url)).toEqual({ entries, commits: [1], failures: [], announced: entries });
  });
});

describe.concurrent('SIGSTOP of a process whose commit the server has, but has not begun', () => {
  const { cluster, start, recordsOf } = createProcesses();

  it('another imports it within TTL + 5 s; resumed, it is lost and has written nothing', async ({ expect }) => {
    const feed = cluster.server.add('sent');
    const entries = entriesOf('sent');
    feed.delay = Number.POSITIVE_INFINITY;
    const [sleeper, other] = await Promise.all([start('sleeper'), cluster.open('other')]);
    const outcome = sleeper.import(feed.url);
    await feed.requested(1);
    await using hold = await holdAtEntries(cluster.database.client);
    feed.delay = 0;
    feed.answer();
    await hold.waiting(1);
    sleeper.pause();
    const taken = takeOver(other, feed.url);
    await hold.waiting(2);
    await hold.release();
    const { settled, after } = await taken;
    expect(settled).toMatchObject({ status: 'imported', fence: 2 });
    expect(after).toBeLessThan(limit);
    sleeper.resume();
    expect(await outcome).toMatchObject({ status: 'lost', fence: 1 });
    expect(await recordsOf(feed.url)).toEqual({ entries, commits: [2], failures: [], announced: entries });
  });
});
