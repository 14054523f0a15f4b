import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { FeedlockOptions } from '../../src/index.ts';
import { createFeedlock } from '../../src/index.ts';
import { type FeedServer, openFeedServer, type ServedFeed } from '../feed-server.ts';
import { openServer } from '../nats-server.ts';
import { openPostgres } from '../processes/own-postgres.ts';
import { startWorker, type Worker } from '../processes/worker.ts';
import { tell } from './tell.ts';
import { expectAllWritten } from './written.ts';

const away = 60_000;
const namespace = 'outage';

interface Opened {
  nats: Awaited<ReturnType<typeof openServer>>;
  postgres: Awaited<ReturnType<typeof openPostgres>>;
  server: FeedServer;
  feeds: ServedFeed[];
  workers: Worker[];
}

describe('two nodes at work', () => {
  const opened = {} as Opened;

  const options = (): FeedlockOptions => ({
    nats: { servers: [opened.nats.url] },
    database: { url: opened.postgres.url, connections: 4 },
    namespace,
    limitScope: 'url',
    hostSpacing: 0,
    concurrency: 16,
    schedule: { min: 2_000, max: 2_000 },
    fetch: { allow: [opened.server.host] },
  });

  beforeAll(async () => {
    const [nats, postgres, server] = await Promise.all([openServer(), openPostgres(), openFeedServer()]);
    const feeds = Array.from({ length: 100 }, (_, at) => server.add(`feed ${at}`));
    for (const feed of feeds) feed.delay = 50;
    Object.assign(opened, { nats, postgres, server, feeds });
    opened.workers = await Promise.all(
      ['one', 'two'].map((node) => startWorker({ ...options(), node }, { watched: false })),
    );
    await Promise.all(opened.workers.map((worker) => worker.run()));
    const caller = await createFeedlock({ ...options(), node: 'caller' });
    await caller.add(feeds.map(({ url }) => url));
    await caller.stop();
    await delay(10_000);
  });
  afterAll(async () => {
    await Promise.all(opened.workers.map((worker) => worker.kill()));
    await opened.server.stop();
    await Promise.all([opened.nats[Symbol.asyncDispose](), opened.postgres[Symbol.asyncDispose]()]);
  });

  const memories = () => Promise.all(opened.workers.map(async (worker) => (await worker.count()).memory / 2 ** 20));

  /** What a sentence of the log begins with. */
  const subjectOf = (trouble: string) => trouble.split(':')[0] ?? '';

  it.for<[string, () => Promise<unknown>, () => Promise<unknown>]>([
    ['NATS', () => opened.nats.stop('SIGKILL'), () => opened.nats.start()],
    ['Postgres', () => opened.postgres.stop('SIGINT'), () => opened.postgres.start()],
    [
      'NATS and Postgres',
      () => Promise.all([opened.nats.stop('SIGKILL'), opened.postgres.stop()]),
      () => Promise.all([opened.nats.start(), opened.postgres.start()]),
    ],
  ])(
    'outlive 60 s without %s: they stay up and small, say it once, are back within 10 s, and lose nothing',
    async ([name, stop, start]) => {
      const { feeds, workers, nats, postgres } = opened;
      const before = await memories();
      const said = workers.map(({ troubles }) => troubles.length);
      await stop();
      for (const feed of feeds) feed.entries += 1;
      await delay(away);
      const during = await memories();
      const settled = workers.map((worker) => worker.settled.length);
      await start();
      const back = performance.now();
      const isBack = () =>
        workers.some((worker, at) => worker.settled.slice(settled[at]).some(({ status }) => status === 'imported'));
      await vi.waitUntil(isBack, { timeout: 60_000, interval: 20 });
      const after = performance.now() - back;
      await expectAllWritten(feeds, { natsUrls: [nats.url], databaseUrl: postgres.url, namespace });
      const growth = (await memories()).map((memory, at) => memory - (before[at] ?? 0));
      const troubles = workers.map((worker, at) => worker.troubles.slice(said[at]));

      tell(`${name}: first import ${after.toFixed(0)} ms after its return`);
      tell(`  MB more during it ${during.map((memory, at) => (memory - (before[at] ?? 0)).toFixed(1)).join(', ')}`);
      tell(`  MB more after it ${growth.map((more) => more.toFixed(1)).join(', ')}`);
      for (const line of troubles.flat()) tell(`  ${line}`);
      expect(after).toBeLessThan(10_000);
      expect(Math.max(...growth, ...during.map((memory, at) => memory - (before[at] ?? 0)))).toBeLessThan(40);
      for (const lines of troubles) {
        expect(lines.length).toBeGreaterThan(0);
        for (const subject of new Set(lines.map(subjectOf)))
          expect(lines.filter((line) => subjectOf(line) === subject).length).toBeLessThanOrEqual(2);
      }
      expect(Math.max(...feeds.map(({ atOnce }) => atOnce))).toBe(1);
      expect(workers.map((worker) => worker.exited)).toEqual([false, false]);
    },
  );
});
