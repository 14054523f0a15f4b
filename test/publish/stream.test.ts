import { connect, DiscardPolicy, type NatsConnection, nanos, StorageType } from 'nats';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openEventStream, streamOf } from '../../src/publish/stream.ts';
import { createNamespace } from '../namespace.ts';
import { createLog } from './logs.ts';

let connection: NatsConnection;
beforeAll(async () => {
  connection = await connect({ servers: inject('natsUrl') });
});
afterAll(() => connection.close());

const manager = () => connection.jetstreamManager({ checkAPI: false });

test('nodes that start at once make one stream', async () => {
  const namespace = createNamespace();
  await Promise.all(Array.from({ length: 10 }, () => openEventStream(connection, { namespace })));
  const { config } = await (await manager()).streams.info(streamOf(namespace));
  expect(config).toMatchObject({
    name: `${namespace}_events`,
    subjects: [`${namespace}.events.>`],
    storage: 'file',
    retention: 'limits',
    discard: 'old',
    max_age: nanos(7 * 24 * 60 * 60 * 1_000),
    max_bytes: 1024 ** 3,
    duplicate_window: nanos(2 * 60 * 1_000),
    num_replicas: 1,
  });
});

test('limits that an operator has changed stay', async () => {
  const namespace = createNamespace();
  await openEventStream(connection, { namespace });
  const { streams } = await manager();
  await streams.update(streamOf(namespace), { max_bytes: 5_000_000 });
  await openEventStream(connection, { namespace });
  expect((await streams.info(streamOf(namespace))).config.max_bytes).toBe(5_000_000);
});

test('one with fewer copies than it should have is used, with a word on how to change that', async () => {
  const namespace = createNamespace();
  const { log, lines } = createLog();
  await openEventStream(connection, { namespace, log });
  expect(lines).toEqual([]);
  await openEventStream(connection, { namespace, log, replicas: 3 });
  expect(lines).toEqual([
    `warn stream ${namespace}_events was made with 1 copy, this process is told 3: ` +
      `\`nats stream edit ${namespace}_events --replicas 3\` changes it`,
  ]);
});

test('a stream that could lose events or refuse them is refused, with both values named', async () => {
  const namespace = createNamespace();
  await (await manager()).streams.add({
    name: streamOf(namespace),
    subjects: [`${namespace}.events.feed.>`],
    storage: StorageType.Memory,
    discard: DiscardPolicy.New,
  });
  await expect(openEventStream(connection, { namespace })).rejects.toMatchObject({
    code: 'stream-settings',
    message:
      `open event stream ${namespace}_events: storage is memory, must be file; discard is new, must be old; ` +
      `subjects are ${namespace}.events.feed.>, must include ${namespace}.events.>; edit the stream, or use another namespace`,
  });
});

test('a server that does not answer is named', async () => {
  const gone = await connect({ servers: inject('natsUrl') });
  await gone.close();
  await expect(openEventStream(gone, { namespace: 'any' })).rejects.toMatchObject({ code: 'nats-unreachable' });
});
