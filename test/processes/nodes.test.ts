import { describe, it, vi } from 'vitest';
import type { FeedlockOptions } from '../../src/index.ts';
import type { ServedFeed } from '../feed-server.ts';
import { ttl } from '../feedlock/cluster.ts';
import { createProcesses } from './processes.ts';

/** One server stands for many hosts here. */
const polling: FeedlockOptions = { sweepInterval: 100, limitScope: 'url', hostSpacing: 0, concurrency: 8 };

/** Many processes begin at once here. */
const timeout = 60_000;

describe.concurrent('nodes in processes of their own', { timeout }, () => {
  const { cluster, start } = createProcesses();

  const startNodes = async (names: string[], change: FeedlockOptions = {}) => {
    const workers = await Promise.all(names.map((name) => start(name, { ...polling, ...change })));
    await Promise.all(workers.map((worker) => worker.run()));
    return workers;
  };

  const isDone = (feeds: readonly ServedFeed[]) => feeds.every(({ requests }) => requests > 0);

  it('share the feeds; what a killed one was at is imported by others within TTL + 3 s, and nothing twice', async ({
    expect,
  }) => {
    const feeds = Array.from({ length: 80 }, (_, at) => cluster.server.add(`shared ${at}`));
    for (const feed of feeds) feed.delay = 300;
    const slow = feeds.slice(0, 4);
    for (const feed of slow) feed.delay = Number.POSITIVE_INFINITY;
    const caller = await cluster.open('caller');
    const names = ['one', 'two', 'three'];
    const workers = await startNodes(names);
    await caller.add(feeds.map(({ url }) => url));
    await Promise.all(slow.map((feed) => feed.requested(1)));
    // Nobody can be done with a slow one before it is killed.
    const locks = (await caller.locks()).filter(({ url }) => slow.some((feed) => feed.url === url));
    const holder = locks[0]?.node;
    const victim = workers[names.indexOf(holder ?? '')];
    const survivors = workers.filter((worker) => worker !== victim);
    const orphans = locks.filter(({ node }) => node === holder).map(({ url }) => url);
    for (const feed of slow) feed.delay = 0;
    await victim?.kill();
    const killed = performance.now();
    const imported = () => new Set(survivors.flatMap(({ settled }) => settled.map(({ url }) => url)));
    await vi.waitUntil(() => orphans.every((url) => imported().has(url)), { timeout: ttl + 10_000, interval: 20 });
    expect(orphans.length).toBeGreaterThan(0);
    expect(performance.now() - killed).toBeLessThan(ttl + 3_000);
    for (const feed of slow) feed.answer();
    await vi.waitUntil(() => isDone(feeds), { timeout: 10_000 });
    await vi.waitUntil(async () => (await caller.status()).queue.running === 0, { timeout: 10_000 });
    const [counted] = await cluster.database.client`
      select count(*)::int as imports, count(distinct feed_id)::int as feeds from feedlock.imports`;
    expect(counted).toEqual({ imports: 80, feeds: 80 });
    expect(survivors.map(({ settled }) => settled.length).every((count) => count > 5)).toBe(true);
    await Promise.all(survivors.map((worker) => worker.drain()));
  });
});

describe.concurrent('a feed that kills whoever fetches it', { timeout }, () => {
  const { cluster, start } = createProcesses();

  it('is failed when nobody has lived through it, others flow on, and a later request for it works', async ({
    expect,
  }) => {
    const poison = cluster.server.add('poison');
    const others = Array.from({ length: 20 }, (_, at) => cluster.server.add(`beside ${at}`));
    const caller = await cluster.open('caller', polling);
    await caller.add([poison, ...others].map(({ url }) => url));
    // As if four had died of it already.
    await cluster.database.client`update feedlock.feeds set fence = 4 where url = ${poison.url}`;
    const victims = await Promise.all(['x', 'y'].map((name) => start(name, polling)));
    await Promise.all(victims.map((victim) => victim.run(poison.url)));
    const survivor = await cluster.open('survivor', polling);
    await vi.waitUntil(() => victims.every((victim) => victim.exited), { timeout: 25_000 });
    await survivor.start();
    const failures = async () => (await caller.imports(poison.url)).map(({ errorCode }) => errorCode);
    await vi.waitUntil(async () => (await failures()).length > 0, { timeout: 15_000 });
    expect(await failures()).toEqual(['crashed']);
    await vi.waitUntil(() => others.every(({ requests }) => requests > 0), { timeout: 10_000 });
    expect(await caller.requestAndWait(poison.url)).toMatchObject({ status: 'imported', node: 'survivor' });
  });
});
