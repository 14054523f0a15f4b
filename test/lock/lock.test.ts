import { expect, test } from 'vitest';
import { answersRead, answersWrite, granted, openDisturbed, openNode } from './node.ts';

const url = 'https://example.org/feed';

test('a free lock is granted in one round trip and given back in one more, without a trace', async () => {
  await using node = await openNode();
  const sent = () => node.connection.stats().outMsgs;
  const before = sent();
  const lease = granted(await node.lock.acquire('feed.import.a', url));
  expect(sent() - before).toBe(1);
  await lease.release();
  expect(sent() - before).toBe(2);
  expect(await node.messages()).toBe(0);
});

test('a lock that is taken names its holder', async () => {
  await using a = await openNode({ node: 'node-a' });
  await using b = await openNode({ node: 'node-b', namespace: a.namespace });
  await a.lock.acquire('feed.import.a', url);
  expect(await b.lock.acquire('feed.import.a', url)).toEqual({ lease: null, holder: 'node-a' });
  expect(await a.lock.acquire('feed.import.a', url)).toEqual({ lease: null, holder: 'node-a' });
  granted(await b.lock.acquire('feed.import.b', url));
});

test('of 50 who want a lock at once, over five connections, one gets it', async () => {
  const first = await openNode({ node: 'node-0' });
  const others = [1, 2, 3, 4].map((i) => openNode({ node: `node-${i}`, namespace: first.namespace }));
  const nodes = [first, ...(await Promise.all(others))];
  for (const round of ['a', 'b', 'c']) {
    const attempts = Array.from({ length: 10 }, () => nodes.map((node) => node.lock.acquire(round, url))).flat();
    const grants = await Promise.all(attempts);
    const winners = grants.flatMap((grant, i) => (grant.lease ? [`node-${i % nodes.length}`] : []));
    expect(winners).toHaveLength(1);
    for (const grant of grants) if (!grant.lease) expect(grant.holder).toBe(winners[0]);
  }
  for (const node of nodes) await node.connection.close();
});

test('a lock whose holder stays away can be taken by another after its lifetime, not before', async () => {
  await using a = await openNode({ ttl: 1_000 });
  await using b = await openNode({ ttl: 1_000, namespace: a.namespace });
  const before = performance.now();
  granted(await a.lock.acquire('a', url));
  await expect
    .poll(async () => (await b.lock.acquire('a', url)).lease, { timeout: 3_000, interval: 20 })
    .not.toBeNull();
  const waited = performance.now() - before;
  expect(waited).toBeGreaterThan(1_000);
});

test('holders lists every lock that is held, and passes over what is none', async () => {
  await using node = await openNode({ node: 'node-a' });
  const before = Date.now();
  const lease = granted(await node.lock.acquire('a', 'https://example.org/a'));
  const gone = granted(await node.lock.acquire('b', 'https://example.org/b'));
  await gone.release();
  await node.kv.put('marker', '', 0);
  const [holder, ...rest] = await node.lock.holders();
  expect(rest).toEqual([]);
  expect(holder).toMatchObject({
    key: 'a',
    node: 'node-a',
    url: 'https://example.org/a',
    nonce: lease.nonce,
    revision: 1,
  });
  expect(holder?.since.getTime()).toBeGreaterThanOrEqual(before);
  expect(holder?.since.getTime()).toBeLessThanOrEqual(Date.now());
  expect(Number(holder?.until) - Date.now()).toBeLessThanOrEqual(1_000);
  expect(Number(holder?.until)).toBeGreaterThan(Date.now());
});

test.for(['', 'https://example.org/', 'a b', '.a', 'a.', 'a..b', 'a*', 'a.>', 'ä', 'a\r\nPUB b', 'a'.repeat(257)])(
  'the key %j is refused',
  async (key) => {
    await using node = await openNode();
    await expect(node.lock.acquire(key, url)).rejects.toMatchObject({ code: 'bad-option' });
    expect(await node.messages()).toBe(0);
  },
);

test('a grant whose answer was lost is found by its nonce, and still counts from before the request', async () => {
  await using node = await openDisturbed({ ttl: 2_000 });
  const before = performance.now();
  const swallowed = node.proxy.swallow('replies', answersWrite);
  const grant = node.lock.acquire('a', url);
  await swallowed;
  const lease = granted(await grant);
  expect(lease.deadline).toBeLessThan(before + 2_000);
  expect(await lease.renew()).toBe(true);
  await lease.release();
  expect(await node.messages()).toBe(0);
});

test('an attempt that got no answer while another took the lock is told who has it', async () => {
  await using a = await openDisturbed();
  await using b = await openNode({ node: 'node-b', namespace: a.namespace });
  const swallowed = a.proxy.swallow('requests', (piece) => piece.includes('$KV.'));
  const grant = a.lock.acquire('a', url);
  await swallowed;
  granted(await b.lock.acquire('a', url));
  expect(await grant).toEqual({ lease: null, holder: 'node-b' });
});

test('an attempt that never reached the server fails, and holds nothing', async () => {
  await using a = await openDisturbed();
  await using b = await openNode({ namespace: a.namespace });
  void a.proxy.swallow('requests', (piece) => piece.includes('$KV.'));
  await expect(a.lock.acquire('a', url)).rejects.toMatchObject({ code: 'nats-unreachable' });
  granted(await b.lock.acquire('a', url));
});

test('when nobody answers the attempt fails, naming the server, and is no grant', async () => {
  await using node = await openDisturbed();
  node.proxy.freeze('replies');
  const attempt = node.lock.acquire('a', url);
  await expect(attempt).rejects.toMatchObject({ code: 'nats-unreachable' });
  await expect(attempt).rejects.toThrow(`127.0.0.1:${node.proxy.port}`);
});

test('a busy lock whose holder cannot be read is busy all the same', async () => {
  await using a = await openDisturbed();
  await using b = await openNode({ namespace: a.namespace });
  granted(await b.lock.acquire('a', url));
  void a.proxy.swallow('replies', answersRead);
  expect(await a.lock.acquire('a', url)).toEqual({ lease: null, holder: null });
});

test('an attempt that nobody waits for any more leaves no lock, and stopping waits for that', async () => {
  await using node = await openDisturbed();
  node.proxy.delay(100, 'replies');
  const caller = new AbortController();
  const failure = node.lock.acquire('a', url, caller.signal).catch((error: unknown) => error);
  caller.abort();
  expect(await Promise.race([failure, node.lock.stop()])).toMatchObject({ code: 'cancelled' });
  expect(await node.messages()).toBe(0);
});

test('an attempt that was called off before it began sends nothing', async () => {
  await using node = await openNode();
  const before = node.connection.stats().outMsgs;
  await expect(node.lock.acquire('a', url, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  expect(node.connection.stats().outMsgs).toBe(before);
});
