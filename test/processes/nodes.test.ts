import { setTimeout as delay } from 'node:timers/promises';
import { describe, it, vi } from 'vitest';
import type { FeedlockOptions } from '../../src/index.ts';
import type { ServedFeed } from '../feed-server.ts';
import { ttl } from '../feedlock/cluster.ts';
import { createProcesses } from './processes.ts';
import type { Worker } from './worker.ts';

/** One server stands for many hosts here. */
const polling: FeedlockOptions = { sweepInterval: 100, limitScope: 'url', hostSpacing: 0, concurrency: 8 };

const statuses = (workers: readonly Worker[]) => workers.flatMap(({ settled }) => settled.map(({ status }) => status));

const atOnce = (feeds: readonly ServedFeed[]) => Math.max(...feeds.map((feed) => feed.atOnce));

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
    const [one, two, three] = await startNodes(['one', 'two', 'three']);
    if (!one || !two || !three) throw new Error('three nodes were started');
    await caller.add(feeds.map(({ url }) => url));
    await Promise.all(slow.map((feed) => feed.requested(1)));
    const held = async (node: string) => (await caller.locks()).filter((lock) => lock.node === node);
    const victim = (await held('one')).some(({ url }) => slow.some((feed) => feed.url === url)) ? one : two;
    const survivors = [one, two, three].filter((worker) => worker !== victim);
    const orphans = (await held(victim === one ? 'one' : 'two')).map(({ url }) => url);
    for (const feed of slow) feed.delay = 0;
    await victim.kill();
    const killed = performance.now();
    const imported = () => new Set(survivors.flatMap(({ settled }) => settled.map(({ url }) => url)));
    await vi.waitUntil(() => orphans.every((url) => imported().has(url)), { timeout: ttl + 10_000, interval: 20 });
    expect(orphans.length).toBeGreaterThan(0);
    expect(performance.now() - killed).toBeLessThan(ttl + 3_000);
    for (const feed of slow) feed.answer();
    await vi.waitUntil(() => isDone(feeds), { timeout: 10_000 });
    // Those that the killed one fetched were fetched again, by one other; none at once with another.
    expect(feeds.filter(({ requests }) => requests > 2)).toEqual([]);
    await vi.waitUntil(async () => (await caller.status()).queue.running === 0, { timeout: 10_000 });
    const [doubled] = await cluster.database.client`
      select count(*)::int from feedlock.imports where created = 0 and outcome = 'imported'`;
    expect(doubled?.count).toBe(0);
    expect(survivors.map(({ settled }) => settled.length).every((count) => count > 5)).toBe(true);
    await Promise.all(survivors.map((worker) => worker.drain()));
  });
});

describe.concurrent('nodes under load', { timeout }, () => {
  const { cluster, start } = createProcesses();

  it('are restarted one after the other: nothing fails, nothing is doubled, nothing is late', async ({ expect }) => {
    const feeds = Array.from({ length: 40 }, (_, at) => cluster.server.add(`rolling ${at}`));
    for (const feed of feeds) feed.delay = 50;
    const options = { ...polling, schedule: { min: 1_000, max: 1_000 } };
    const caller = await cluster.open('caller', options);
    await caller.add(feeds.map(({ url }) => url));
    const started: Worker[] = [];
    const startNode = async (name: string) => {
      const worker = await start(name, options);
      started.push(worker);
      await worker.run();
      return worker;
    };
    let running = await Promise.all(['a', 'b'].map(startNode));
    await vi.waitUntil(() => feeds.every(({ requests }) => requests > 0), { timeout: 20_000 });
    const lateness: number[] = [];
    const watch = setInterval(async () => {
      const [oldest] = await cluster.database.client`
        select extract(epoch from now() - min(next_due))::float8 as late from feedlock.feeds`;
      lateness.push(oldest?.late ?? 0);
    }, 200);
    for (const name of ['c', 'd']) {
      const [oldest, ...others] = running;
      const successor = await startNode(name);
      await oldest?.drain();
      running = [...others, successor];
      await delay(1_000);
    }
    clearInterval(watch);
    await Promise.all(running.map((worker) => worker.drain()));
    expect(new Set(statuses(started))).toEqual(new Set(['imported', 'unchanged']));
    expect(atOnce(feeds)).toBe(1);
    expect(Math.max(...lateness)).toBeLessThan(10);
    expect(started.every(({ settled }) => settled.length > 10)).toBe(true);
  });
});

describe.concurrent('a feed that kills whoever fetches it', { timeout }, () => {
  const { cluster, start } = createProcesses();

  it('is failed when nobody has lived through it, others flow on, and a later request for it works', async ({
    expect,
  }) => {
    const options = { ...polling, ttl: 1_000 };
    const poison = cluster.server.add('poison');
    const others = Array.from({ length: 20 }, (_, at) => cluster.server.add(`beside ${at}`));
    const caller = await cluster.open('caller', options);
    await caller.add([poison, ...others].map(({ url }) => url));
    // As if four had died of it already.
    await cluster.database.client`update feedlock.feeds set fence = 4 where url = ${poison.url}`;
    const victims = await Promise.all(['x', 'y', 'z'].map((name) => start(name, options)));
    await Promise.all(victims.map((victim) => victim.run(poison.url)));
    const failures = async () => (await caller.imports(poison.url)).map(({ errorCode }) => errorCode);
    await vi.waitUntil(async () => (await failures()).length > 0, { timeout: 15_000 });
    expect(await failures()).toEqual(['crashed']);
    expect(victims.filter((victim) => victim.exited)).toHaveLength(2);
    await vi.waitUntil(() => others.every(({ requests }) => requests > 0), { timeout: 10_000 });
    const mended = await start('mended', options);
    await Promise.all(victims.map((victim) => victim.kill()));
    await mended.run();
    expect(await caller.requestAndWait(poison.url)).toMatchObject({ status: 'imported', node: 'mended' });
    await mended.drain();
  });
});
