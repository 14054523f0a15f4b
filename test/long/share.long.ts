import { chmod, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createFeedlock, type Feedlock } from '../../src/index.ts';
import { type FeedServer, openFeedServer, type ServedFeed } from '../feed-server.ts';
import { command, type RunningNode, runNode } from './command.ts';
import { tell } from './tell.ts';

const ttl = 30_000;
const places = 64;
const count = 1_000;

const addresses = Array.from({ length: 48 }, (_, at) => `127.0.0.${at + 3}`);

describe('four nodes of one folder, without any configuration', () => {
  const opened = {} as { folder: string; server: FeedServer; observer: Feedlock; feeds: ServedFeed[] };
  const nodes: RunningNode[] = [];

  beforeAll(async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'feedlock-nodes-')));
    await chmod(folder, 0o755);
    const server = await openFeedServer(['127.0.0.2', ...addresses]);
    const feeds = Array.from({ length: count }, (_, at) => server.add(`shared ${at}`));
    await writeFile(join(folder, 'feeds.txt'), feeds.map(({ url }) => url).join('\n'));
    const observer = await createFeedlock({ dataDir: join(folder, '.feedlock'), node: 'observer' });
    Object.assign(opened, { folder, server, observer, feeds });
    nodes.push(...(await Promise.all(['one', 'two', 'three', 'four'].map((node) => runNode(folder, node)))));
  });
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.kill()));
    await opened.observer.stop();
    await opened.server.stop();
    // The embedded services end two seconds after the last who used them.
    await delay(5_000);
    await rm(opened.folder, { recursive: true });
  });

  const settledBy = (node: RunningNode | undefined) => node?.settled.length ?? 0;
  const setDelay = (ms: number) => {
    for (const feed of opened.feeds) feed.delay = ms;
  };
  const isIdle = async () => {
    const { due, queue } = await opened.observer.status();
    return due === 0 && queue.waiting + queue.running === 0;
  };

  it('share 1,000 feeds; kill -9 of one delays none by more than TTL + 3 s beyond the work in hand, and doubles none', async () => {
    const { folder, observer, feeds } = opened;
    const fetching = 2_000;
    setDelay(fetching);
    await command(folder, 'add', '--file', 'feeds.txt');
    await vi.waitUntil(() => feeds.filter(({ requests }) => requests > 0).length >= 300, { timeout: 60_000 });
    const holders = (await observer.locks()).map(({ node }) => node);
    const held = (node: RunningNode) => holders.filter((holder) => holder === node.node).length;
    const victim = nodes.sort((one, other) => held(one) - held(other)).pop();
    await victim?.kill();
    const killed = Date.now();
    await vi.waitUntil(isIdle, { timeout: 180_000, interval: 500 });

    const imports = await observer.imports(undefined, { limit: 2 * count });
    expect(imports.map(({ outcome }) => outcome)).toEqual(feeds.map(() => 'imported'));
    expect(new Set(imports.map(({ feedId }) => feedId)).size).toBe(count);
    expect(Math.max(...feeds.map(({ atOnce }) => atOnce))).toBe(1);
    const twice = feeds.filter(({ requests }) => requests > 1);
    expect(twice.length).toBeLessThanOrEqual(places);
    expect(twice.filter(({ requests }) => requests > 2)).toEqual([]);
    for (const node of [...nodes, victim]) expect(settledBy(node)).toBeGreaterThan(20);

    const ends = (await observer.feeds({ limit: count })).map(({ checkedAt }) => Number(checkedAt) - killed);
    const late = ends.filter((ms) => ms > ttl + 3_000 + fetching).toSorted((a, b) => a - b);
    tell(`${twice.length} feeds fetched again, the last one of all ${Math.max(...ends)} ms after the kill`);
    expect(late).toEqual([]);
  });

  it('are joined by a fifth, which takes its share within 10 s', async () => {
    const { folder, observer, feeds } = opened;
    setDelay(6_000);
    const urls = feeds.map(({ url }) => url);
    await observer.pause(urls);
    await observer.resume(urls);
    await vi.waitUntil(async () => (await observer.status()).queue.running >= 2 * places, { timeout: 30_000 });
    const fifth = await runNode(folder, 'five');
    const joined = performance.now();
    nodes.push(fifth);
    const hasItsShare = async () => {
      const known = await observer.nodes();
      const running = known.map((node) => node.running);
      const own = known.find(({ node }) => node === 'five')?.running ?? 0;
      return own >= running.reduce((sum, one) => sum + one, 0) / running.length / 2 && own > 8;
    };
    await vi.waitUntil(hasItsShare, { timeout: 20_000, interval: 200 });
    const after = performance.now() - joined;
    tell(`the fifth node has its share after ${after.toFixed(0)} ms`);
    expect(after).toBeLessThan(10_000);
    await vi.waitUntil(isIdle, { timeout: 120_000, interval: 500 });
    expect(settledBy(fifth)).toBeGreaterThan(places / 2);
    expect(Math.max(...feeds.map(({ atOnce }) => atOnce))).toBe(1);
    const codes = await Promise.all(nodes.map((node) => node.end()));
    expect(codes).toEqual(nodes.map(() => 0));
  });
});
