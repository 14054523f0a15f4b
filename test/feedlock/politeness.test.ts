import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeedlockOptions } from '../../src/index.ts';
import { createCluster } from './cluster.ts';

const feeds = 40;
const rss = '<rss version="2.0"><channel><title>A feed</title></channel></rss>';

interface Asked {
  node: string;
  at: number;
}

/** A host with many feeds, which notes who asks, when, and how many do at once: each node says its name as its User-Agent. */
const openHost = async () => {
  const asked: Asked[] = [];
  const open = new Map<string, number>();
  const most = new Map<string, number>();
  /** `told`: when it asked for the first time to be left alone. It does so for half a second. */
  const limit = { retryAfter: 0, told: Number.POSITIVE_INFINITY };

  const count = (who: string, change: number) => {
    const now = (open.get(who) ?? 0) + change;
    open.set(who, now);
    most.set(who, Math.max(most.get(who) ?? 0, now));
  };

  const server = createServer(async (request, response) => {
    const node = request.headers['user-agent'] ?? '';
    asked.push({ node, at: performance.now() });
    for (const who of [node, 'all']) count(who, 1);
    await delay(20);
    for (const who of [node, 'all']) count(who, -1);
    if (limit.retryAfter > 0 && performance.now() < limit.told + 500) {
      limit.told = Math.min(limit.told, performance.now());
      response.writeHead(429, { 'retry-after': `${limit.retryAfter}` }).end();
    } else response.end(rss);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const pair = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    pair,
    urls: (name: string) => Array.from({ length: feeds }, (_, i) => `http://${pair}/${name}/${i}`),
    asked,
    most,
    limit,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

describe('two nodes and a host with 40 feeds', () => {
  const cluster = createCluster({ hostSpacing: 0 });
  let host: Awaited<ReturnType<typeof openHost>>;

  beforeAll(async () => {
    host = await openHost();
  });
  afterAll(() => host.stop());

  const openTwo = (change: FeedlockOptions) =>
    Promise.all(
      ['one', 'two'].map((node) =>
        cluster.open(`${node} ${change.hostScope}`, { ...change, fetch: { allow: [host.pair], userAgent: node } }),
      ),
    );

  it('each asks it for no more than two at once', async () => {
    const nodes = await openTwo({ hostScope: 'node' });
    const urls = host.urls('node');
    const half = feeds / 2;
    await Promise.all([nodes[0]?.importAll(urls.slice(0, half)), nodes[1]?.importAll(urls.slice(half))]);
    expect(host.asked).toHaveLength(feeds);
    expect([host.most.get('one'), host.most.get('two')]).toEqual([2, 2]);
  });

  it('both together ask it for no more than two at once, when the places are those of the cluster', async () => {
    const nodes = await openTwo({ hostScope: 'cluster' });
    host.most.clear();
    host.asked.length = 0;
    const urls = host.urls('cluster');
    const half = feeds / 2;
    const [settled = []] = await Promise.all([
      nodes[0]?.importAll(urls.slice(0, half)),
      nodes[1]?.importAll(urls.slice(half)),
    ]);
    expect(settled.every(({ status }) => status === 'imported')).toBe(true);
    expect(host.asked).toHaveLength(feeds);
    expect(host.most.get('all')).toBe(2);
    expect(new Set(host.asked.map(({ node }) => node)).size).toBe(2);
  });

  it('leave it alone, both, from a 429 until its Retry-After is over', { timeout: 20_000 }, async () => {
    const nodes = await openTwo({ hostScope: 'node', hostConcurrency: 3 });
    const urls = host.urls('limited');
    host.asked.length = 0;
    host.limit.retryAfter = 5;
    const until = performance.now() + 6_500;
    const statuses = new Set<string>();
    const hammer = async (node = nodes[0]) => {
      for (let i = 0; performance.now() < until; i++) {
        const settled = await node?.import(urls[i % feeds] ?? '');
        if (settled) statuses.add(settled.status);
        await delay(10);
      }
    };
    await Promise.all(nodes.flatMap((node) => [hammer(node), hammer(node)]));
    const { told } = host.limit;
    const early = host.asked.filter(({ at }) => at > told + 250 && at < told + 5_000);
    const late = host.asked.filter(({ at }) => at >= told + 5_000);
    expect(early).toEqual([]);
    expect(new Set(late.map(({ node }) => node)).size).toBe(2);
    expect([...statuses].toSorted()).toEqual(expect.arrayContaining(['deferred', 'failed', 'imported']));
  });

  it('a slow host keeps no other waiting', async () => {
    const slow = Array.from({ length: 64 }, (_, i) => cluster.server.add(`slow ${i}`));
    for (const feed of slow) feed.delay = Number.POSITIVE_INFINITY;
    const quick = host.urls('quick')[0] ?? '';
    host.asked.length = 0;
    const own = await cluster.open('own', { fetch: { allow: [host.pair, cluster.server.host] } });
    const all = own.importAll([...slow.map(({ url }) => url), quick], { concurrency: 8 });
    await expect.poll(() => host.asked.length, { interval: 10, timeout: 4_000 }).toBe(1);
    const direct = slow.map(({ url }) => own.import(url));
    expect(await own.import(host.urls('quick')[1] ?? '')).toMatchObject({ status: 'imported' });
    expect(slow.reduce((sum, { requests }) => sum + requests, 0)).toBe(2);
    await expect.poll(async () => (await own.locks()).length, { timeout: 4_000 }).toBeLessThanOrEqual(2);
    await own.stop({ timeoutMs: 0 });
    await Promise.all([all, ...direct]);
  });
});
