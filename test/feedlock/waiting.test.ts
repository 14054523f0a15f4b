import { setTimeout as delay } from 'node:timers/promises';
import { describe, inject, it } from 'vitest';
import type { Feedlock } from '../../src/index.ts';
import { openProxy } from '../proxy.ts';
import { createCluster } from './cluster.ts';

/** A way to a server that can be cut off. */
const openWay = async (address: string) => {
  const url = new URL(address);
  const proxy = await openProxy(Number(url.port));
  url.host = `127.0.0.1:${proxy.port}`;
  return { proxy, url: url.href };
};

const cutOff = (proxy: Awaited<ReturnType<typeof openProxy>>) => {
  proxy.refuse();
  proxy.cut();
};

describe.concurrent('while a service is away', () => {
  const cluster = createCluster();

  const openNode = async (name: string) => {
    const [nats, postgres] = await Promise.all([openWay(inject('natsUrl')), openWay(cluster.database.url)]);
    const database = { url: postgres.url, connections: 2 };
    const node = await cluster.open(name, { nats: { servers: [nats.url] }, database });
    const dispose = async () => {
      await node.stop({ timeoutMs: 0 });
      await Promise.all([nats.proxy.stop(), postgres.proxy.stop()]);
    };
    return { node, ways: { NATS: nats.proxy, Postgres: postgres.proxy }, [Symbol.asyncDispose]: dispose };
  };

  it.for<[string, (node: Feedlock, url: string) => Promise<unknown>]>([
    ['requestAndWait', (node, url) => node.requestAndWait(url)],
    ['status', (node) => node.status()],
  ])('that is Postgres, %s says so', async ([name, call], { expect }) => {
    await using opened = await openNode(name);
    const feed = cluster.server.add(name);
    cutOff(opened.ways.Postgres);
    await expect(call(opened.node, feed.url)).rejects.toMatchObject({
      name: 'FeedlockError',
      code: 'postgres-unreachable',
    });
  });

  it.for(['NATS', 'Postgres'] as const)(
    'that is %s, a request is waited for all the same',
    async (name, { expect }) => {
      await using opened = await openNode(`waits without ${name}`);
      const { node, ways } = opened;
      const feed = cluster.server.add(`asked for without ${name}`);
      const settled = node.requestAndWait(feed.url);
      await expect.poll(async () => (await node.feeds()).some(({ url }) => url === feed.url)).toBe(true);
      await expect.poll(async () => (await node.status()).queue.waiting).toBeGreaterThan(0);
      cutOff(ways[name]);
      // Longer than from one look to the next.
      await Promise.race([settled, delay(6_000)]);
      ways[name].accept();
      // As if its outcome had been told to nobody.
      await cluster.database.client`update feedlock.feeds set fence = 1, done_fence = 1 where url = ${feed.url}`;
      expect(await settled).toMatchObject({ status: 'fresh', fence: 1 });
    },
  );
});
