import { setTimeout as pass } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { keepsKeyValueContract } from './contract.ts';
import { openNode } from './node.ts';

keepsKeyValueContract('a NATS bucket', async () => {
  const ttl = 1_500;
  const mine = await openNode({ ttl });
  const theirs = await openNode({ ttl, namespace: mine.namespace });
  return {
    kv: mine.kv,
    other: theirs.kv,
    ttl,
    pass: (ms) => pass(ms),
    [Symbol.asyncDispose]: async () => {
      await mine.connection.close();
      await theirs.connection.close();
    },
  };
});

test('each act is one message to the server, and removing leaves none in the bucket', async () => {
  await using node = await openNode();
  const sent = () => node.connection.stats().outMsgs;
  const before = sent();
  const revision = (await node.kv.put('a', '1', 0)) ?? 0;
  expect(sent() - before).toBe(1);
  await node.kv.get('a');
  expect(sent() - before).toBe(2);
  await node.kv.remove(revision);
  expect(sent() - before).toBe(3);
  expect(await node.messages()).toBe(0);
});

test('acts on a bucket that is gone find nothing, or fail and say so', async () => {
  await using node = await openNode();
  await node.deleteBucket();
  expect(await node.kv.get('a')).toBeNull();
  expect(await node.kv.remove(1)).toBe(false);
  await expect(node.kv.put('a', '1', 0)).rejects.toMatchObject({
    code: 'nats-unreachable',
    message: expect.stringContaining('the stream is gone'),
  });
});

test('acts on a closed connection fail at once', async () => {
  await using node = await openNode();
  await node.connection.close();
  await expect(node.kv.put('a', '1', 0)).rejects.toMatchObject({ code: 'nats-unreachable' });
});
