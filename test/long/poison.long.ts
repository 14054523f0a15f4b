import { describe, expect, it, vi } from 'vitest';
import type { FeedlockOptions } from '../../src/index.ts';
import { createProcesses } from '../processes/processes.ts';
import type { Worker } from '../processes/worker.ts';
import { tell } from './tell.ts';

const common: FeedlockOptions = {
  sweepInterval: 200,
  limitScope: 'url',
  hostSpacing: 0,
  ttl: 1_000,
  schedule: { min: 1_000, max: 1_000 },
};

describe('a feed that kills every node that fetches it', () => {
  const { cluster, start } = createProcesses();

  it('is failed after six tries at the most, others flow on meanwhile, and a later request for it works', async () => {
    const poison = cluster.server.add('poison');
    const others = Array.from({ length: 40 }, (_, at) => cluster.server.add(`beside ${at}`));
    const caller = await cluster.open('caller', common);
    const names = Array.from({ length: 7 }, (_, at) => `victim ${at}`);
    const workers: Worker[] = [];
    for (const name of names) workers.push(await start(name, common));
    await Promise.all(workers.map((worker) => worker.run(poison.url)));
    await caller.add([poison, ...others].map(({ url }) => url));

    let longest = 0;
    let last = { requests: 0, at: performance.now() };
    const watching = setInterval(() => {
      const requests = others.reduce((sum, feed) => sum + feed.requests, 0);
      if (requests > last.requests) last = { requests, at: performance.now() };
      longest = Math.max(longest, performance.now() - last.at);
    }, 50);
    const failures = async () => (await caller.imports(poison.url)).map(({ errorCode }) => errorCode);
    await vi.waitUntil(async () => (await failures()).length > 0, { timeout: 120_000 });
    clearInterval(watching);
    const deaths = workers.filter(({ exited }) => exited).length;
    tell(`${deaths} nodes died of it; the others stood still for ${longest.toFixed(0)} ms at the most`);
    expect(await failures()).toEqual(['crashed']);
    expect(deaths).toBeLessThanOrEqual(6);
    expect(longest).toBeLessThan(5_000);
    expect(Math.min(...others.map(({ requests }) => requests))).toBeGreaterThan(0);

    await Promise.all(workers.map((worker) => worker.kill()));
    const mended = await start('mended', common);
    await mended.run();
    expect(await caller.requestAndWait(poison.url)).toMatchObject({ status: 'imported', node: 'mended' });
    await mended.drain();
  });
});

describe('feeds that somebody imports for ever', () => {
  const { cluster, start } = createProcesses();

  it('are handed out ten thousand times, and keep no other feed from being imported', async () => {
    const patient = { headersTimeout: 600_000, totalTimeout: 600_000, connectionsPerHost: 512 };
    const options = { ...common, fetch: { ...cluster.options().fetch, ...patient } };
    const busy = Array.from({ length: 200 }, (_, at) => cluster.server.add(`busy ${at}`));
    for (const feed of busy) feed.delay = Number.POSITIVE_INFINITY;
    const others = Array.from({ length: 40 }, (_, at) => cluster.server.add(`other ${at}`));
    const caller = await cluster.open('caller', options);
    const holder = await start('holder', options, { watched: false });
    const urls = busy.map(({ url }) => url);
    const held = holder.importAll(urls, { concurrency: busy.length });
    await vi.waitUntil(() => busy.every(({ requests }) => requests > 0), { timeout: 60_000 });
    const node = await start('node', options, { watched: false });
    await node.run();
    await caller.add(others.map(({ url }) => url));
    await caller.request(urls);

    const lateness: number[] = [];
    const watching = setInterval(async () => {
      const [oldest] = await cluster.database.client`
        select extract(epoch from now() - min(next_due))::float8 as late from feedlock.feeds where polled`;
      lateness.push(oldest?.late ?? 0);
    }, 500);
    const skipped = () => node.settled.filter(({ status }) => status === 'skipped').length;
    const began = performance.now();
    await vi.waitUntil(() => skipped() >= 10_000 || performance.now() - began > 120_000, { timeout: 130_000 });
    clearInterval(watching);
    const flowed = others.reduce((sum, feed) => sum + feed.requests, 0);
    tell(
      `${skipped()} handed out in ${((performance.now() - began) / 1_000).toFixed(0)} s; ${flowed} imports of others`,
    );
    tell(`these were late by ${Math.max(...lateness).toFixed(1)} s at the most`);
    expect(skipped()).toBeGreaterThanOrEqual(10_000);
    expect(Math.max(...lateness)).toBeLessThan(10);
    expect(Math.min(...others.map(({ requests }) => requests))).toBeGreaterThan(10);

    for (const feed of busy) feed.delay = 0;
    for (const feed of busy) feed.answer();
    expect(new Set((await held).map(({ status }) => status))).toEqual(new Set(['imported']));
    const queued = async () => (await caller.status()).queue;
    await vi.waitUntil(async () => (await queued()).waiting + (await queued()).running < 40, { timeout: 20_000 });
    await node.drain();
    expect(Math.max(...busy.map(({ atOnce }) => atOnce))).toBe(1);
  });
});
