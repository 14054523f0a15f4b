import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { FeedlockOptions } from '../../src/index.ts';
import { createProcesses } from '../processes/processes.ts';
import type { Worker } from '../processes/worker.ts';
import { tell } from './tell.ts';

const interval = 5_000;
const count = 1_150;

const options: FeedlockOptions = {
  ttl: 30_000,
  limitScope: 'url',
  hostSpacing: 0,
  concurrency: 32,
  schedule: { min: interval, max: interval },
};

describe('four nodes under a load of 200 feeds a second, of which 95 % are unchanged', () => {
  const { cluster, start } = createProcesses();

  it('are restarted one after the other: nothing fails, nothing is doubled, nothing is late by more than 10 s', async () => {
    const feeds = Array.from({ length: count }, (_, at) => cluster.server.add(`rolling ${at}`));
    const caller = await cluster.open('caller', options);
    const workers: Worker[] = [];
    const startNode = async (name: string) => {
      const worker = await start(name, options, { watched: false });
      workers.push(worker);
      await worker.run();
      return worker;
    };
    let running = await Promise.all(['a', 'b', 'c', 'd'].map(startNode));
    await caller.add(feeds.map(({ url }) => url));
    await vi.waitUntil(() => feeds.every(({ requests }) => requests > 0), { timeout: 60_000 });

    let turn = 0;
    const changing = setInterval(() => {
      for (let changes = count / 20 / (interval / 200); changes > 0; changes--) {
        turn = (turn + 7) % count;
        const feed = feeds[turn];
        if (feed) feed.version += 1;
      }
    }, 200);
    const lateness: number[] = [];
    const watching = setInterval(async () => {
      const [oldest] = await cluster.database.client`
        select extract(epoch from now() - min(next_due))::float8 as late from feedlock.feeds`;
      lateness.push(oldest?.late ?? 0);
    }, 500);
    const requests = () => feeds.reduce((sum, feed) => sum + feed.requests, 0);
    const [began, before] = [performance.now(), requests()];
    for (const name of ['e', 'f', 'g', 'h']) {
      await delay(5_000);
      const [oldest, ...others] = running;
      const successor = await startNode(name);
      await oldest?.drain();
      running = [...others, successor];
    }
    await delay(5_000);
    const perSecond = (requests() - before) / ((performance.now() - began) / 1_000);
    clearInterval(changing);
    clearInterval(watching);
    await Promise.all(running.map((worker) => worker.drain()));

    const statuses = workers.flatMap(({ settled }) => settled.map(({ status }) => status));
    const unchanged = statuses.filter((status) => status === 'unchanged').length;
    const imported = statuses.length - unchanged - count;
    tell(`${perSecond.toFixed(0)} imports/s, ${imported} of ${imported + unchanged} changed`);
    tell(`late by ${Math.max(...lateness).toFixed(1)} s at the most`);
    expect(new Set(statuses)).toEqual(new Set(['imported', 'unchanged']));
    expect(Math.max(...feeds.map(({ atOnce }) => atOnce))).toBe(1);
    expect(Math.min(...feeds.map(({ leastGap }) => leastGap))).toBeGreaterThan(interval - 500);
    expect(Math.max(...lateness)).toBeLessThan(10);
    expect(perSecond).toBeGreaterThan(100);
    expect(workers.flatMap(({ troubles }) => troubles)).toEqual([]);
  });
});
