import { vi } from 'vitest';
import type { Settled } from '../../src/index.ts';
import { createTestDatabase } from '../database.ts';
import { openFeedServer } from '../feed-server.ts';
import { openMonitoredNats } from './monitored-nats.ts';
import { type Counts, startWorker } from './worker.ts';

/** How many of each kind a process has open, as it and its servers see it. */
export type Open = Record<string, number>;

const countKinds = (kinds: readonly string[]): Open => {
  const counts: Open = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
};

/** What there is more of now than before. */
export const moreThan = (before: Open, now: Open): Open =>
  Object.fromEntries(Object.entries(now).filter(([kind, count]) => count > (before[kind] ?? 0)));

const mostOf = (samples: Open[]): Open => {
  const most: Open = {};
  for (const [kind, count] of samples.flatMap(Object.entries<number>)) most[kind] = Math.max(most[kind] ?? 0, count);
  return most;
};

/** A process that imports so many feeds a round, on services that tell what it has open there. */
export const openWatched = async (feedsPerRound: number) => {
  const [database, server, nats] = await Promise.all([createTestDatabase(), openFeedServer(), openMonitoredNats()]);
  const feeds = Array.from({ length: feedsPerRound }, (_, i) => server.add(`feed ${i}`));
  const worker = await startWorker({
    nats: { servers: [nats.url] },
    database: { url: database.url, connections: 4 },
    namespace: 'watched',
    hostConcurrency: 32,
    hostSpacing: 0,
    fetch: { allow: [server.host], connectionsPerHost: 8 },
  });
  let rounds = 0;

  const openOf = async ({ actors, files, listeners, resources, warnings }: Counts): Promise<Open> => {
    const sessions = await database.client`
      select from pg_stat_activity where datname = current_database() and application_name = 'feedlock'`;
    const { connections, subscriptions, consumers } = await nats.clients();
    return {
      ...countKinds(resources),
      ...countKinds(warnings),
      actors,
      files,
      listeners,
      'connections to NATS': connections,
      'subscriptions at NATS': subscriptions,
      'consumers at NATS': consumers,
      'connections to Postgres': sessions.length,
    };
  };

  return {
    /** One feed in ten has changed, one fails, one is asked for twice. */
    importRound: async (): Promise<Settled[]> => {
      rounds += 1;
      for (const [place, feed] of feeds.entries()) {
        if (place % 10 === rounds % 9) feed.version += 1;
        feed.status = place % 10 === 9 ? 503 : 200;
      }
      const urls = feeds.flatMap(({ url }, place) => (place % 10 === 0 ? [url, url] : [url]));
      return worker.importAll(urls, { concurrency: 64 });
    },
    /** What is open while nothing is done: several looks, since what is done now and then sets its timers aside. */
    open: async (): Promise<Open> => {
      await vi.waitUntil(async () => (await database.client`select from feedlock.outbox`).length === 0, 5_000);
      const looks: Open[] = [];
      while (looks.length < 3) looks.push(await openOf(await worker.count()));
      return mostOf(looks);
    },
    /** Resident, in bytes. */
    memory: async () => (await worker.count()).memory,
    stop: () => worker.stop(),
    [Symbol.asyncDispose]: async () => {
      await worker.kill();
      await Promise.all([server.stop(), nats[Symbol.asyncDispose](), database[Symbol.asyncDispose]()]);
    },
  };
};

export type Watched = Awaited<ReturnType<typeof openWatched>>;
