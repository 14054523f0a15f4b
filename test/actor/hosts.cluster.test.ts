import { createHash } from 'node:crypto';
import { setTimeout as pass } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { keepLease } from '../../src/lock/keeper.ts';
import { type NodeOptions, openDisturbed, openNode } from '../lock/node.ts';
import { granted, onLost, openHosts, patience, pending } from './hosts.stage.ts';

const a = 'https://a.example/feed';
const keyOf = (n: number) => `host.${createHash('sha256').update('a.example').digest('hex')}.${n}`;

type Node = Pick<Awaited<ReturnType<typeof openNode>>, 'lock'>;

const hostsOf = (
  { lock }: Node,
  { ttl = 1_000, ...options }: { ttl?: number } & Parameters<typeof openHosts>[0] = {},
) => {
  const keep = (lease: Parameters<typeof keepLease>[0], lost: () => void) =>
    keepLease(lease, { every: ttl / 3, onLost: lost });
  return openHosts({ ...options, deps: { slots: { acquire: lock.acquire, keep } } });
};

/** Two nodes that share their hosts. */
const openPair = async (options: NodeOptions = {}) => {
  const one = await openNode({ node: 'node-1', ...options });
  const two = await openNode({ node: 'node-2', ...options, namespace: one.namespace });
  const dispose = async () => {
    await one[Symbol.asyncDispose]();
    await two[Symbol.asyncDispose]();
  };
  return { one, two, [Symbol.asyncDispose]: dispose };
};

test('a place is one of the leased slots of the host, given back when the request is answered', async () => {
  await using node = await openNode({ node: 'node-1' });
  const hosts = hostsOf(node, { concurrency: 2 });
  const permit = hosts.take(a, { onLost });
  expect(permit.granted).toBe(false);
  expect(await permit.wait(patience())).toEqual({ status: 'granted' });
  const [holder, ...rest] = await node.lock.holders();
  expect(rest).toEqual([]);
  expect([keyOf(0), keyOf(1)]).toContain(holder?.key);
  expect(holder).toMatchObject({ node: 'node-1', url: a });
  granted(await permit.enter(a, patience())).leave('answered');
  await hosts.stop();
  expect(await node.lock.holders()).toEqual([]);
});

test('two nodes never have more places at a host than there are, and all who wait get one', async () => {
  await using pair = await openPair();
  const nodes = [hostsOf(pair.one, { concurrency: 2 }), hostsOf(pair.two, { concurrency: 2 })];
  let [now, most, done] = [0, 0, 0];
  const visit = async (hosts: ReturnType<typeof hostsOf>) => {
    const permit = hosts.take(a, { onLost });
    await permit.wait(patience());
    const request = granted(await permit.enter(a, patience()));
    most = Math.max(most, ++now);
    await pass(5);
    now--;
    done++;
    request.leave('answered');
    permit.release();
  };
  await Promise.all(nodes.flatMap((hosts) => Array.from({ length: 12 }, () => visit(hosts))));
  expect([most, done]).toEqual([2, 24]);
  await Promise.all(nodes.map((hosts) => hosts.stop()));
  expect(await pair.one.lock.holders()).toEqual([]);
});

test('only as many as there are places ask for a slot at a time', async () => {
  await using pair = await openPair();
  await using one = hostsOf(pair.one);
  await using two = hostsOf(pair.two);
  const holding = one.take(a, { onLost });
  await holding.wait(patience());
  const before = pair.two.connection.stats().outMsgs;
  const permits = Array.from({ length: 20 }, () => two.take(a, { onLost }));
  const waits = permits.map((permit) => permit.wait(patience()).catch(() => null));
  await pass(600);
  // One waits for the place: six attempts at most, of two requests each.
  expect(pair.two.connection.stats().outMsgs - before).toBeLessThanOrEqual(14);
  holding.release();
  for (const permit of permits) permit.release();
  await Promise.all(waits);
});

test('the slot of a node that was killed comes back when its lease has run out', async () => {
  await using pair = await openPair({ ttl: 1_000 });
  await using two = hostsOf(pair.two);
  // Not kept, and never given back.
  await pair.one.lock.acquire(keyOf(0), a);
  const before = performance.now();
  const permit = two.take(a, { onLost });
  await permit.wait(patience());
  expect(performance.now() - before).toBeGreaterThan(900);
  permit.release();
});

test('a slot is kept as long as its place is held, and its loss is told', async () => {
  await using pair = await openPair({ ttl: 600 });
  await using one = hostsOf(pair.one, { ttl: 600 });
  await using two = hostsOf(pair.two, { ttl: 600 });
  let lost = 0;
  const permit = one.take(a, { onLost: () => lost++ });
  await permit.wait(patience());
  const waiting = two.take(a, { onLost }).wait(patience());
  await pass(1_500);
  expect(await pending(waiting)).toBe(true);
  expect(lost).toBe(0);
  const held = await pair.one.kv.get(keyOf(0));
  await pair.one.kv.remove(held?.revision ?? 0);
  expect(await waiting).toEqual({ status: 'granted' });
  await expect.poll(() => lost).toBe(1);
  permit.release();
});

test('a redirect to another host takes a slot there, and its loss is told too', async () => {
  await using node = await openNode({ ttl: 600 });
  await using hosts = hostsOf(node, { ttl: 600 });
  let lost = 0;
  const permit = hosts.take('https://b.example/', { onLost: () => lost++ });
  await permit.wait(patience());
  granted(await permit.enter('https://b.example/', patience())).leave('answered');
  granted(await permit.enter(a, patience()));
  const held = await node.kv.get(keyOf(0));
  await node.kv.remove(held?.revision ?? 0);
  await expect.poll(() => lost).toBe(1);
  permit.release();
});

test('whoever gives up while all slots are busy leaves at once, and holds nothing', async () => {
  await using pair = await openPair();
  await using one = hostsOf(pair.one);
  await using two = hostsOf(pair.two);
  const holding = one.take(a, { onLost });
  await holding.wait(patience());
  const impatience = new AbortController();
  const waiting = two.take(a, { onLost }).wait(impatience.signal);
  await pass(50);
  impatience.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  holding.release();
  const next = two.take(a, { onLost });
  expect(await next.wait(patience())).toEqual({ status: 'granted' });
  next.release();
});

test('a permit that is given back, and a node that is stopped, wait for no slot any more', async () => {
  await using pair = await openPair();
  await using one = hostsOf(pair.one);
  const two = hostsOf(pair.two, { concurrency: 1 });
  const holding = one.take(a, { onLost });
  await holding.wait(patience());
  const permit = two.take(a, { onLost });
  const released = permit.wait(patience());
  await pass(20);
  permit.release();
  await expect(released).rejects.toMatchObject({ code: 'cancelled' });
  const waits = [two.take(a, { onLost }), two.take(a, { onLost })].map((each) => each.wait(patience()));
  const refusals = waits.map((wait) => expect(wait).rejects.toMatchObject({ code: 'stopped' }));
  await pass(20);
  await two.stop();
  await Promise.all(refusals);
  holding.release();
});

test('a host that asked this node to be left alone meanwhile is not asked by who waited for a slot', async () => {
  await using pair = await openPair();
  await using one = hostsOf(pair.one);
  await using two = hostsOf(pair.two);
  const holding = one.take(a, { onLost });
  await holding.wait(patience());
  const waiting = two.take(a, { onLost }).wait(patience());
  two.limit(a, 60_000);
  holding.release();
  expect(await waiting).toMatchObject({ status: 'deferred' });
  await two.stop();
  expect((await pair.two.lock.holders()).filter(({ node }) => node === 'node-2')).toEqual([]);
});

test('when NATS cannot be reached nobody gets a place, and the place is free again', async () => {
  await using node = await openDisturbed();
  await using hosts = hostsOf(node);
  node.proxy.freeze('replies');
  const unreachable = { code: 'nats-unreachable' };
  await expect(hosts.take(a, { onLost }).wait(patience())).rejects.toMatchObject(unreachable);
  await expect(hosts.take(a, { onLost }).wait(patience())).rejects.toMatchObject(unreachable);
});
