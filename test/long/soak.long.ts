import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { FeedlockOptions } from '../../src/index.ts';
import { createProcesses } from '../processes/processes.ts';
import { tell } from './tell.ts';

const minutes = 20;
const wanted = 200_000;
const count = 500;

const options: FeedlockOptions = {
  ttl: 30_000,
  limitScope: 'url',
  hostSpacing: 0,
  schedule: { min: 1_500, max: 1_500 },
};

/** What there is at one moment, of both nodes together. */
interface Sample {
  imports: number;
  /** Resident, in bytes. */
  memory: number;
  files: number;
  connections: number;
  consumers: number;
}

const meanOf = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

describe('two nodes that import without a pause', () => {
  const { cluster, start, lockKeys, consumers } = createProcesses();

  it(`take no more memory, descriptors, connections or consumers after ${minutes} minutes and ${wanted} imports than before, and leave nothing behind`, {
    timeout: (minutes + 5) * 60_000,
  }, async () => {
    const feeds = Array.from({ length: count }, (_, at) => cluster.server.add(`lasting ${at}`));
    const urls = feeds.map(({ url }) => url);
    const caller = await cluster.open('caller', options);
    const workers = await Promise.all(['a', 'b'].map((name) => start(name, options, { watched: false })));
    await Promise.all(workers.map((worker) => worker.run()));
    await caller.add(urls);

    let turn = 0;
    const changing = setInterval(() => {
      const feed = feeds[turn++ % count];
      if (feed) feed.version += 1;
    }, 100);

    const look = async (): Promise<Sample> => {
      const counts = await Promise.all(workers.map((worker) => worker.count()));
      const sessions = await cluster.database.client`
          select from pg_stat_activity where datname = current_database() and application_name = 'feedlock'`;
      return {
        imports: workers.reduce((sum, { settled }) => sum + settled.length, 0),
        memory: counts.reduce((sum, { memory }) => sum + memory, 0),
        files: counts.reduce((sum, { files }) => sum + files, 0),
        connections: sessions.length,
        consumers: await consumers(),
      };
    };
    const samples: Sample[] = [];
    const end = performance.now() + minutes * 60_000;
    while (performance.now() < end) {
      await delay(10_000);
      samples.push(await look());
    }
    clearInterval(changing);

    const quarterOf = (number: number) =>
      samples.slice(Math.floor((samples.length * (number - 1)) / 4), Math.floor((samples.length * number) / 4));
    const [second, last] = [quarterOf(2), quarterOf(4)];
    const growth = meanOf(last.map(({ memory }) => memory)) / meanOf(second.map(({ memory }) => memory));
    const imports = samples.at(-1)?.imports ?? 0;
    tell(`${imports} imports, ${(imports / minutes / 60).toFixed(0)} a second`);
    tell(`memory of the last quarter: ${growth.toFixed(3)} × that of the second`);
    const most = (kind: 'files' | 'connections' | 'consumers', quarter: Sample[]) =>
      Math.max(...quarter.map((sample) => sample[kind]));
    const open = (quarter: Sample[]) => ({
      files: most('files', quarter),
      connections: most('connections', quarter),
      consumers: most('consumers', quarter),
    });
    tell(`open in the second quarter ${JSON.stringify(open(second))}, in the last ${JSON.stringify(open(last))}`);

    await caller.pause(urls);
    const isIdle = async () => {
      const { queue, outbox } = await caller.status();
      return queue.waiting + queue.running + outbox === 0 && (await lockKeys()).length === 0;
    };
    await vi.waitUntil(isIdle, { timeout: 60_000, interval: 500 });

    const outcomes = new Set(workers.flatMap(({ settled }) => settled.map(({ status }) => status)));
    expect(outcomes).toEqual(new Set(['imported', 'unchanged']));
    expect(Math.max(...feeds.map(({ atOnce }) => atOnce))).toBe(1);
    expect(workers.flatMap(({ troubles }) => troubles)).toEqual([]);
    expect(imports).toBeGreaterThanOrEqual(wanted);
    expect(growth).toBeLessThanOrEqual(1.05);
    expect(open(last).connections).toBe(open(second).connections);
    expect(open(last).consumers).toBe(open(second).consumers);
    expect(open(last).files).toBeLessThanOrEqual(open(second).files);
  });
});
