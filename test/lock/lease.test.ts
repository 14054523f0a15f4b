import { setTimeout as pass } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { realClock } from '../../src/clock.ts';
import { answersDelete, answersWrite, granted, openDisturbed, openNode } from './node.ts';

const url = 'https://example.org/feed';

/** As if an operator took the lock away. */
const takeAway = async ({ kv }: Awaited<ReturnType<typeof openNode>>, key: string) => {
  const entry = await kv.get(key);
  expect(entry && (await kv.remove(entry.revision))).toBe(true);
};

test('a renewal moves the deadline, and the lock with it', async () => {
  await using node = await openNode();
  const lease = granted(await node.lock.acquire('a', url));
  const { deadline } = lease;
  const before = await node.kv.get('a');
  // More than what a date can tell apart.
  await pass(5);
  expect(await lease.renew()).toBe(true);
  expect(lease.deadline).toBeGreaterThan(deadline);
  expect(await node.kv.get('a')).toEqual({
    ...before,
    revision: (before?.revision ?? 0) + 1,
    written: expect.any(Date),
  });
  expect((await node.kv.get('a'))?.written.getTime()).toBeGreaterThan(Number(before?.written));
});

test('the deadline counts from before the request was sent', async () => {
  await using node = await openDisturbed({ ttl: 1_000 });
  node.proxy.delay(150, 'replies');
  const before = performance.now();
  const lease = granted(await node.lock.acquire('a', url));
  expect(performance.now() - before).toBeGreaterThan(140);
  expect(lease.deadline).toBeLessThan(before + 950);
  const renewing = performance.now();
  expect(await lease.renew()).toBe(true);
  expect(lease.deadline).toBeLessThan(renewing + 950);
});

test('a lost lease leaves the lock of the next holder alone', async () => {
  await using a = await openNode({ node: 'node-a' });
  await using b = await openNode({ node: 'node-b', namespace: a.namespace });
  const [first, second] = [granted(await a.lock.acquire('x', url)), granted(await a.lock.acquire('y', url))];
  await takeAway(a, 'x');
  await takeAway(a, 'y');
  granted(await b.lock.acquire('x', url));
  granted(await b.lock.acquire('y', url));
  const held = await b.kv.list();
  await first.release();
  expect(await second.renew()).toBe(false);
  await second.release();
  expect(await b.kv.list()).toEqual(held);
});

test('a lease whose lock is gone is lost at the next renewal', async () => {
  await using node = await openNode();
  const lease = granted(await node.lock.acquire('a', url));
  await takeAway(node, 'a');
  expect(await lease.renew()).toBe(false);
  expect(lease.deadline).toBeLessThan(performance.now());
  expect(await lease.renew()).toBe(false);
  expect(await node.messages()).toBe(0);
});

test('past its deadline a lease neither renews nor releases, though the lock is still there', async () => {
  await using node = await openNode({ ttl: 2_000 });
  let ahead = 0;
  const clock = { ...realClock, monotonic: () => realClock.monotonic() + ahead, wall: () => realClock.wall() + ahead };
  await using other = await openNode({ ttl: 2_000, namespace: node.namespace, deps: { clock } });
  const lease = granted(await other.lock.acquire('a', url));
  const held = await node.kv.get('a');
  ahead = 1_900;
  const { outMsgs } = other.connection.stats();
  expect(await lease.renew()).toBe(false);
  await lease.release();
  ahead = 0;
  expect(await lease.renew()).toBe(false);
  expect(other.connection.stats().outMsgs).toBe(outMsgs);
  expect(await node.kv.get('a')).toEqual(held);
});

test('an answer that comes after the deadline does not save the lease', async () => {
  await using node = await openDisturbed({ ttl: 1_000, requestTimeout: 2_000 });
  const lease = granted(await node.lock.acquire('a', url));
  await pass(400);
  node.proxy.delay(lease.deadline - performance.now() + 10, 'replies');
  expect(await lease.renew()).toBe(false);
  node.proxy.delay(0);
  expect(await node.kv.get('a')).toMatchObject({ revision: 2 });
});

test('a lease is held until its deadline while the server hangs, and then does nothing more', async () => {
  await using node = await openDisturbed({ ttl: 1_000 });
  const lease = granted(await node.lock.acquire('a', url));
  const { deadline } = lease;
  node.proxy.freeze();
  expect(await lease.renew()).toBe(true);
  expect(lease.deadline).toBe(deadline);
  while (performance.now() < deadline) await lease.renew();
  const { outMsgs } = node.connection.stats();
  expect(await lease.renew()).toBe(false);
  await lease.release();
  expect(node.connection.stats().outMsgs).toBe(outMsgs);
});

test('a renewal whose answer was lost costs nothing: the next one finds it', async () => {
  await using node = await openDisturbed({ ttl: 2_000 });
  const lease = granted(await node.lock.acquire('a', url));
  const { deadline } = lease;
  void node.proxy.swallow('replies', answersWrite);
  expect(await lease.renew()).toBe(true);
  expect(lease.deadline).toBe(deadline);
  expect(await lease.renew()).toBe(true);
  expect(lease.deadline).toBeGreaterThan(deadline);
  expect(await node.kv.get('a')).toMatchObject({ revision: 3 });
});

test('a release after a renewal whose answer was lost leaves nothing', async () => {
  await using node = await openDisturbed({ ttl: 2_000 });
  const lease = granted(await node.lock.acquire('a', url));
  void node.proxy.swallow('replies', answersWrite);
  await lease.renew();
  await lease.release();
  expect(await node.messages()).toBe(0);
});

test('a release whose answer was lost says so, and can be repeated', async () => {
  await using node = await openDisturbed({ ttl: 2_000 });
  const lease = granted(await node.lock.acquire('a', url));
  void node.proxy.swallow('replies', answersDelete);
  await expect(lease.release()).rejects.toMatchObject({ code: 'nats-unreachable' });
  await lease.release();
  expect(await node.messages()).toBe(0);
});

test('a release follows the renewal that is under way, and happens once', async () => {
  await using node = await openDisturbed();
  const lease = granted(await node.lock.acquire('a', url));
  node.proxy.delay(50, 'replies');
  const before = node.connection.stats().outMsgs;
  const acts = await Promise.all([lease.renew(), lease.release(), lease.release(), lease.renew()]);
  expect(acts).toEqual([true, undefined, undefined, false]);
  expect(node.connection.stats().outMsgs - before).toBe(2);
  expect(await node.messages()).toBe(0);
});

test('a lease is lost when the machine slept through half of it', async () => {
  let asleep = 0;
  const clock = { ...realClock, wall: () => realClock.wall() + asleep };
  await using node = await openNode({ ttl: 2_000, deps: { clock } });
  const lease = granted(await node.lock.acquire('a', url));
  asleep = 900;
  expect(await lease.renew()).toBe(true);
  asleep += 1_100;
  expect(await lease.renew()).toBe(false);
  asleep -= 1_100;
  expect(await lease.renew()).toBe(false);
});

test('a lease whose bucket was deleted is held until its deadline, and has nothing to release', async () => {
  await using node = await openNode();
  const lease = granted(await node.lock.acquire('a', url));
  await node.deleteBucket();
  expect(await lease.renew()).toBe(true);
  await lease.release();
});

test('a lease from before its bucket was made again is lost, and the new lock stays', async () => {
  await using a = await openNode();
  const lease = granted(await a.lock.acquire('x', url));
  await a.deleteBucket();
  await using b = await openNode({ namespace: a.namespace });
  granted(await b.lock.acquire('y', url));
  granted(await b.lock.acquire('x', url));
  const held = await b.kv.list();
  expect(await lease.renew()).toBe(false);
  await lease.release();
  expect(await b.kv.list()).toEqual(held);
});
