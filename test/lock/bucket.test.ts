import type { StreamConfig } from 'nats';
import { expect, inject, test } from 'vitest';
import { openBucket } from '../../src/lock/bucket.ts';
import { connectNats } from '../../src/lock/connection.ts';
import { freshNamespace, openNode } from './node.ts';

const connectTo = () => connectNats({ servers: [inject('natsUrl')], name: 'test' });

test('ten nodes open the bucket at once, and all see one', async () => {
  const namespace = freshNamespace();
  const nodes = await Promise.all(Array.from({ length: 10 }, () => openNode({ namespace })));
  const revision = await nodes[0]?.kv.put('a', '1', 0);
  for (const node of nodes)
    expect(await node.kv.get('a')).toEqual({ key: 'a', value: '1', revision, written: expect.any(Date) });
  for (const node of nodes) await node.connection.close();
});

test('a bucket is made as the protocol needs it', async () => {
  await using node = await openNode({ ttl: 2_000 });
  const { streams } = await node.connection.jetstreamManager();
  const { config } = await streams.info(`KV_${node.namespace}_locks`);
  expect(config).toMatchObject({
    subjects: [`$KV.${node.namespace}_locks.>`],
    storage: 'file',
    max_msgs_per_subject: 1,
    max_age: 2_000_000_000,
    allow_direct: false,
    deny_delete: false,
    num_replicas: 1,
  });
  expect(config).not.toHaveProperty('subject_delete_marker_ttl');
});

test('a bucket with another lifetime is refused, naming both', async () => {
  await using node = await openNode({ ttl: 5_000 });
  const opening = openBucket(node.connection, { namespace: node.namespace, ttl: 3_000 });
  await expect(opening).rejects.toMatchObject({ code: 'lock-settings' });
  await expect(opening).rejects.toThrow(`${node.namespace}_locks: ttl is 5000 ms, this node wants 3000 ms`);
});

test.for<[Partial<StreamConfig>, string]>([
  [{ storage: 'memory' as StreamConfig['storage'] }, 'storage is memory, this node wants file'],
  [{ max_msgs_per_subject: 5 }, 'history is 5, this node wants 1'],
  [{ allow_direct: true }, 'allow_direct is true, this node wants false'],
  [{ deny_delete: true }, 'deny_delete is true, this node wants false'],
])('a bucket made otherwise with %o is refused', async ([config, message]) => {
  const connection = await connectTo();
  const namespace = freshNamespace();
  const { streams } = await connection.jetstreamManager();
  const name = `KV_${namespace}_locks`;
  const kept = { max_age: 1_000_000_000, max_msgs_per_subject: 1, allow_direct: false };
  await streams.add({ name, subjects: [`$KV.${namespace}_locks.>`], ...kept, ...config });
  await expect(openBucket(connection, { namespace, ttl: 1_000 })).rejects.toThrow(message);
  await connection.close();
});

test('a namespace that cannot name a bucket is refused', async () => {
  const connection = await connectTo();
  await expect(openBucket(connection, { namespace: 'a.b', ttl: 1_000 })).rejects.toMatchObject({ code: 'bad-option' });
  await connection.close();
});

test('a bucket that was deleted is made again by the next who opens it, and serves those who had it open', async () => {
  await using node = await openNode();
  await node.deleteBucket();
  await using other = await openNode({ namespace: node.namespace });
  const revision = await node.kv.put('a', '1', 0);
  expect(await other.kv.get('a')).toEqual({ key: 'a', value: '1', revision, written: expect.any(Date) });
});
