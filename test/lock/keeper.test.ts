import { setTimeout as pass } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { keepLease } from '../../src/lock/keeper.ts';
import { openServer } from '../nats-server.ts';
import { granted, openDisturbed, openNode } from './node.ts';

const url = 'https://example.org/feed';

/** Keeps the lease and tells when, and how often, it was lost. */
const keep = (lease: Parameters<typeof keepLease>[0], every: number) => {
  const losses: number[] = [];
  let stop = () => {};
  const lost = new Promise<void>((resolve) => {
    const onLost = () => {
      losses.push(performance.now());
      resolve();
    };
    stop = keepLease(lease, { every, onLost });
  });
  return { stop, losses, lost };
};

test.concurrent('a kept lock outlives its lifetime three times, and is gone at once when released', async ({
  expect,
}) => {
  await using a = await openNode({ node: 'node-a' });
  await using b = await openNode({ node: 'node-b', namespace: a.namespace });
  const lease = granted(await a.lock.acquire('a', url));
  const kept = keep(lease, 333);
  const until = performance.now() + 3_300;
  while (performance.now() < until) {
    expect(await b.lock.acquire('a', url)).toEqual({ lease: null, holder: 'node-a' });
    await pass(50);
  }
  kept.stop();
  await lease.release();
  granted(await b.lock.acquire('a', url));
  expect(kept.losses).toEqual([]);
});

test.concurrent('while the server hangs the lease is lost once, at its deadline', async ({ expect }) => {
  await using node = await openDisturbed({ requestTimeout: 2_000 });
  const lease = granted(await node.lock.acquire('a', url));
  const { deadline } = lease;
  const kept = keep(lease, 333);
  node.proxy.freeze();
  await kept.lost;
  expect(kept.losses[0]).toBeGreaterThan(deadline - 5);
  expect(kept.losses[0]).toBeLessThan(deadline + 300);
  expect(await lease.renew()).toBe(false);
  await lease.release();
  expect(performance.now()).toBeLessThan(deadline + 300);
  node.proxy.thaw();
  await expect.poll(() => node.kv.get('a'), { timeout: 3_000 }).toBeNull();
  expect(kept.losses).toHaveLength(1);
});

test.concurrent('a hang that ends in time costs nothing', async ({ expect }) => {
  await using node = await openDisturbed({ ttl: 2_000, requestTimeout: 250 });
  const lease = granted(await node.lock.acquire('a', url));
  const { deadline } = lease;
  const kept = keep(lease, 667);
  const lostRenewal = node.proxy.swallow('requests', (piece) => piece.includes('$KV.'));
  await lostRenewal;
  await expect.poll(() => lease.deadline, { interval: 20, timeout: 1_000 }).toBeGreaterThan(deadline);
  kept.stop();
  await lease.release();
  expect(kept.losses).toEqual([]);
  expect(await node.messages()).toBe(0);
});

test.concurrent('a lock that was taken away is noticed at the next renewal', async ({ expect }) => {
  await using node = await openNode();
  const lease = granted(await node.lock.acquire('a', url));
  const { deadline } = lease;
  const kept = keep(lease, 100);
  const held = await node.kv.get('a');
  await node.kv.remove(held?.revision ?? 0);
  await kept.lost;
  expect(performance.now()).toBeLessThan(deadline - 500);
  expect(kept.losses).toHaveLength(1);
});

test.concurrent('a keeper that was stopped sends nothing more and loses nothing', async ({ expect }) => {
  await using node = await openDisturbed();
  const lease = granted(await node.lock.acquire('a', url));
  const kept = keep(lease, 50);
  node.proxy.delay(100, 'replies');
  await expect.poll(() => node.connection.stats().outMsgs, { interval: 5 }).toBeGreaterThan(3);
  kept.stop();
  const { outMsgs } = node.connection.stats();
  await expect.poll(() => performance.now(), { timeout: 3_000 }).toBeGreaterThan(lease.deadline + 200);
  expect(node.connection.stats().outMsgs).toBe(outMsgs);
  expect(kept.losses).toEqual([]);
});

test('NATS restarted during a lease: it is kept, and the lock was never free', async () => {
  await using server = await openServer();
  await using node = await openNode({ url: server.url, ttl: 3_000 });
  const lease = granted(await node.lock.acquire('a', url));
  const { deadline } = lease;
  const kept = keep(lease, 300);
  await server.stop();
  await server.start();
  await expect.poll(() => lease.deadline, { interval: 20, timeout: 3_000 }).toBeGreaterThan(deadline + 500);
  await using other = await openNode({ url: server.url, ttl: 3_000, namespace: node.namespace });
  expect(await other.lock.acquire('a', url)).toEqual({ lease: null, holder: 'node' });
  kept.stop();
  await lease.release();
  granted(await other.lock.acquire('a', url));
  expect(kept.losses).toEqual([]);
});

test('after a blocked event loop the lease is lost at the first opportunity', async () => {
  await using node = await openNode();
  const lease = granted(await node.lock.acquire('a', url));
  const { deadline } = lease;
  const kept = keep(lease, 333);
  while (performance.now() < deadline + 100);
  await kept.lost;
  expect(performance.now()).toBeLessThan(deadline + 300);
  expect(kept.losses).toHaveLength(1);
  expect(await lease.renew()).toBe(false);
});
