import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';
import { describe, it, vi } from 'vitest';
import { migrate } from '../../src/store/migrate.ts';
import { openServer } from '../nats-server.ts';
import { createLog } from '../publish/logs.ts';
import { openPostgres } from './own-postgres.ts';
import { createProcesses } from './processes.ts';

/** Less than what a connection takes to be given up, and more than what a request takes. */
const outage = 3_000;

describe.concurrent('a node whose services go away', { timeout: 60_000 }, () => {
  const { cluster } = createProcesses();

  /** A node that imports ten feeds again and again, on services of its own. */
  const openNode = async (name: string) => {
    const [nats, database] = await Promise.all([openServer(), openPostgres()]);
    const client = postgres(database.url, { max: 1, onnotice: () => {} });
    await migrate(client);
    const { log, lines } = createLog();
    const node = await cluster.open(name, {
      nats: { servers: [nats.url] },
      database: { url: database.url },
      sweepInterval: 100,
      limitScope: 'url',
      hostSpacing: 0,
      schedule: { min: 500, max: 500 },
      log,
    });
    const feeds = Array.from({ length: 10 }, (_, at) => cluster.server.add(`${name} ${at}`));
    await node.add(feeds.map(({ url }) => url));
    await node.start();
    const requests = () => feeds.reduce((sum, feed) => sum + feed.requests, 0);
    const moreThan = (count: number, timeout: number) =>
      vi.waitUntil(() => requests() > count, { timeout, interval: 20 });
    await vi.waitUntil(() => feeds.every((feed) => feed.requests > 0), { timeout: 20_000 });
    const dispose = async () => {
      await node.stop({ timeoutMs: 1_000 });
      await client.end({ timeout: 0 });
      await Promise.all([nats[Symbol.asyncDispose](), database[Symbol.asyncDispose]()]);
    };
    return { nats, database, node, feeds, requests, moreThan, lines, [Symbol.asyncDispose]: dispose };
  };

  it('says so once, is not ready, and imports again when they are back', async ({ expect }) => {
    await using opened = await openNode('outage');
    const { nats, database, node, feeds, requests, moreThan, lines } = opened;
    const outages: [() => Promise<void>, () => Promise<void>][] = [
      [() => nats.stop('SIGKILL'), () => nats.start()],
      [() => database.stop(), () => database.start()],
    ];
    for (const [stop, start] of outages) {
      lines.length = 0;
      await stop();
      await delay(outage);
      expect(await node.health()).toMatchObject({ ready: false });
      const before = requests();
      await start();
      await moreThan(before + feeds.length, 10_000);
      expect(await node.health()).toEqual({ ready: true, stopping: false, nats: null, postgres: null, polling: null });
      const warnings = lines.filter((line) => /^(warn|error)/.test(line));
      expect(warnings.length).toBeGreaterThan(0);
      expect(warnings.length).toBeLessThan(12);
    }
    expect(Math.max(...feeds.map(({ atOnce }) => atOnce))).toBe(1);
  });
});
