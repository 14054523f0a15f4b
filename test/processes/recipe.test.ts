import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { RunOptions, Settled } from '../../src/index.ts';
import { createProcesses } from './processes.ts';
import { entriesOf } from './records.ts';
import type { Worker } from './worker.ts';

const names = ['one', 'two', 'three', 'four', 'five'];

const tally = (settled: Settled[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { status } of settled) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};

describe('a feed that five processes are asked to import ten times each, all at once', () => {
  const { cluster, start, recordsOf, lockKeys } = createProcesses();
  let workers: Worker[];
  beforeAll(async () => {
    workers = await Promise.all(names.map((name) => start(name)));
  });

  const importTogether = async (url: string, onBusy: NonNullable<RunOptions['onBusy']>): Promise<Settled[]> => {
    const urls = Array.from({ length: 10 }, () => url);
    return (await Promise.all(workers.map((worker) => worker.importAll(urls, { onBusy })))).flat();
  };
  const linesAbout = (url: string) => workers.flatMap(({ log }) => log.filter((line) => line.includes(url)));

  it('is imported by one of them and skipped by the others, which say by whom', async () => {
    const feed = cluster.server.add('skipped');
    const entries = entriesOf('skipped');
    feed.delay = Number.POSITIVE_INFINITY;
    const settling = importTogether(feed.url, 'skip');
    await feed.requested(1);
    await vi.waitUntil(() => linesAbout(feed.url).length === names.length, { timeout: 5_000 });
    feed.answer();
    const settled = await settling;
    expect(tally(settled)).toEqual({ imported: 1, skipped: 49 });
    const importer = settled.find(({ status }) => status === 'imported')?.node;
    expect(linesAbout(feed.url).toSorted()).toEqual([
      ...names.slice(1).map(() => `${feed.url} is already being imported by ${importer}`),
      `importing ${feed.url}`,
    ]);
    expect(feed).toMatchObject({ requests: 1, atOnce: 1 });
    expect(await recordsOf(feed.url)).toEqual({ entries, commits: [1], failures: [], announced: entries });
  });

  it('is never fetched twice at once, though all wait for their turn', async () => {
    const feed = cluster.server.add('awaited');
    const entries = entriesOf('awaited');
    feed.delay = 300;
    const { imported, fresh = 0, unchanged = 0, ...others } = tally(await importTogether(feed.url, 'wait'));
    expect(imported).toBe(1);
    expect(fresh + unchanged).toBe(49);
    expect(others).toEqual({});
    expect(feed.atOnce).toBe(1);
    expect(await recordsOf(feed.url)).toEqual({ entries, commits: [1], failures: [], announced: entries });
  });

  it('is locked under the name of the task and the digest of its URL', async () => {
    const feed = cluster.server.add('locked');
    feed.delay = Number.POSITIVE_INFINITY;
    const settling = importTogether(feed.url, 'skip');
    await feed.requested(1);
    expect(await lockKeys()).toEqual([`feed.import.${createHash('sha256').update(feed.url).digest('hex')}`]);
    // A process that comes late finds it free, and asks too.
    feed.delay = 0;
    feed.answer();
    await settling;
    expect(await lockKeys()).toEqual([]);
  });

  it('is free again when its import fails', async () => {
    const feed = cluster.server.add('failing');
    feed.status = 500;
    expect(await workers[0]?.import(feed.url)).toMatchObject({ status: 'failed', error: { code: 'http-5xx' } });
    expect(await lockKeys()).toEqual([]);
    feed.status = 200;
    expect(await workers[1]?.import(feed.url)).toMatchObject({ status: 'imported', fence: 2 });
  });

  it('is free again when its import throws', async () => {
    const { client } = cluster.database;
    const feed = cluster.server.add('throwing');
    await client`alter table feedlock.entries add constraint throwing check (identity <> 'throwing-2')`;
    expect(await workers[0]?.import(feed.url)).toMatchObject({
      status: 'failed',
      error: { code: 'internal', message: expect.stringContaining('violates check constraint') },
    });
    expect(await lockKeys()).toEqual([]);
    await client`alter table feedlock.entries drop constraint throwing`;
    expect(await workers[1]?.import(feed.url)).toMatchObject({ status: 'imported', fence: 2 });
  });
});
