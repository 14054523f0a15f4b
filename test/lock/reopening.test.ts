import { expect, test } from 'vitest';
import { openBucket } from '../../src/lock/bucket.ts';
import { createLock } from '../../src/lock/lock.ts';
import { reopening } from '../../src/lock/reopening.ts';
import { freshNamespace, granted, openNode } from './node.ts';

const url = 'https://example.org/feed';

const openReopening = async (options: Parameters<typeof openNode>[0] = {}, meanwhile = async () => {}) => {
  const { node = 'node' } = options;
  const opened = await openNode(options);
  let made = 0;
  const reopen = async () => {
    made += 1;
    await meanwhile();
    await opened.kv.reopen();
  };
  const kv = reopening({ ...opened.kv, reopen });
  return { ...opened, lock: createLock({ kv }, { node, ttl: 1_000 }), reopened: () => made };
};

test('a lock is granted though its bucket was deleted, and many that are wanted at once make one bucket', async () => {
  await using node = await openReopening();
  await node.deleteBucket();
  const keys = Array.from({ length: 20 }, (_, at) => `feed.import.${at}`);
  const grants = await Promise.all(keys.map((key) => node.lock.acquire(key, url)));
  expect(grants.map(granted)).toHaveLength(20);
  expect(await node.messages()).toBe(20);
  expect(node.reopened()).toBe(1);
});

test('of two nodes that find the bucket gone, one gets the lock', async () => {
  await using a = await openReopening({ node: 'node-a' });
  await using b = await openReopening({ node: 'node-b', namespace: a.namespace });
  for (const key of ['x', 'y', 'z']) {
    await a.deleteBucket();
    const grants = await Promise.all([a.lock.acquire(key, url), b.lock.acquire(key, url)]);
    expect(grants.filter(({ lease }) => lease !== null)).toHaveLength(1);
  }
});

test('a lease from before is lost, and neither makes the bucket again nor touches what is in the new one', async () => {
  await using a = await openReopening({ node: 'node-a' });
  await using b = await openReopening({ node: 'node-b', namespace: a.namespace });
  granted(await a.lock.acquire('first', url));
  const [renewed, released] = [granted(await a.lock.acquire('x', url)), granted(await a.lock.acquire('y', url))];
  await a.deleteBucket();
  expect(await renewed.renew()).toBe(true);
  expect(a.reopened()).toBe(0);
  granted(await b.lock.acquire('x', url));
  const held = await b.kv.list();
  expect(await renewed.renew()).toBe(false);
  await released.release();
  expect(await b.kv.list()).toEqual(held);
});

test('no lock is granted in a bucket that somebody else has made anew with other settings', async () => {
  const namespace = freshNamespace();
  await using other = await openNode();
  let ttl = 5_000;
  const meanwhile = async () => {
    await openBucket(other.connection, { namespace, ttl });
  };
  await using node = await openReopening({ namespace }, meanwhile);
  await node.deleteBucket();
  const refused = { code: 'lock-settings' };
  await expect(node.lock.acquire('a', url)).rejects.toMatchObject(refused);
  await expect(node.lock.acquire('a', url)).rejects.toMatchObject(refused);
  expect(await node.messages()).toBe(0);
  ttl = 1_000;
  await node.deleteBucket();
  granted(await node.lock.acquire('a', url));
});

test('while NATS is away a lock is not granted, and nothing is made', async () => {
  await using node = await openReopening();
  await node.connection.close();
  await expect(node.lock.acquire('a', url)).rejects.toMatchObject({ code: 'nats-unreachable' });
  expect(node.reopened()).toBe(0);
});
