import { connect, type NatsConnection } from 'nats';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { silent } from '../../src/log.ts';
import { createRelay, type RelayDeps, type RelayOptions } from '../../src/publish/relay.ts';
import { openEventStream, streamOf } from '../../src/publish/stream.ts';
import { createOutbox } from '../../src/store/outbox.ts';
import { partitions } from '../../src/store/partition.ts';
import { createNamespace } from '../namespace.ts';
import { createLog } from './logs.ts';
import { feedIn, openTestOutbox, type TestOutbox } from './outbox.ts';
import { fencesOf, storedEvents } from './stream-reader.ts';

let outbox: TestOutbox;
let connection: NatsConnection;
beforeAll(async () => {
  outbox = await openTestOutbox();
  connection = await connect({ servers: inject('natsUrl') });
});
afterEach(() => outbox.clear());
afterAll(async () => {
  await connection.close();
  await outbox[Symbol.asyncDispose]();
});

const base = createNamespace();
let opened = 0;
const openNamespace = async (): Promise<string> => {
  const namespace = `${base}_${++opened}`;
  await openEventStream(connection, { namespace });
  return namespace;
};

const startRelay = (options: RelayOptions, deps: Partial<RelayDeps> = {}) => {
  const relay = createRelay({ outbox, connection, log: silent, ...deps }, options);
  relay.start();
  return relay;
};

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

test('what is committed is on NATS, in the order of its feed, and gone from the outbox', async () => {
  const namespace = await openNamespace();
  await using relay = startRelay({ namespace, interval: 60_000 });
  const feeds = [feedIn(1), feedIn(1), feedIn(9)];
  for (const feed of feeds) await outbox.commit(feed, upTo(20));
  relay.nudge();
  expect(await relay.flush()).toBe(true);
  expect(await outbox.countPending()).toBe(0);
  const events = await storedEvents(connection, namespace);
  expect(events).toHaveLength(60);
  for (const feed of feeds) expect(fencesOf(events, feed)).toEqual(upTo(20));
});

test('a message carries its id and says that it is a CloudEvent', async () => {
  const namespace = await openNamespace();
  await using relay = startRelay({ namespace });
  const feed = feedIn(5);
  await outbox.commit(feed, [4]);
  expect(await relay.flush()).toBe(true);
  const { streams } = await connection.jetstreamManager();
  const message = await streams.getMessage(streamOf(namespace), { seq: 1 });
  expect(message.subject).toBe(`${namespace}.events.entry.created.${feed}`);
  expect(message.header.get('Nats-Msg-Id')).toBe(`${feed}-4-0`);
  expect(message.header.get('Content-Type')).toBe('application/cloudevents+json');
  expect(message.json()).toMatchObject({ specversion: '1.0', id: `${feed}-4-0`, subject: feed });
});

test('what nobody nudged about is found: a node may die between commit and publish', async () => {
  const namespace = await openNamespace();
  await using _relay = startRelay({ namespace, interval: 20 });
  await outbox.commit(feedIn(2));
  await expect.poll(() => outbox.countPending(), { interval: 10 }).toBe(0);
});

test('an event is on NATS once, though its relay died between publish and delete', async () => {
  const namespace = await openNamespace();
  const feed = feedIn(1);
  await outbox.commit(feed, upTo(3));
  const dying = createRelay(
    {
      outbox: {
        pendingPartitions: outbox.pendingPartitions,
        work: (wanted, publish) =>
          outbox.work(wanted, async (rows, lost) => {
            await publish(rows, lost);
            throw new Error('died');
          }),
      },
      connection,
      log: silent,
    },
    { namespace },
  );
  dying.start();
  await expect.poll(() => storedEvents(connection, namespace), { interval: 20 }).toHaveLength(3);
  await dying.stop();
  expect(await outbox.countPending()).toBe(3);

  await using relay = startRelay({ namespace });
  expect(await relay.flush()).toBe(true);
  expect(fencesOf(await storedEvents(connection, namespace), feed)).toEqual([1, 2, 3]);
});

test('relays side by side lose nothing and keep the order of each feed', async () => {
  const namespace = await openNamespace();
  const feeds = upTo(partitions * 2).map((number) => feedIn(number % partitions));
  await using first = startRelay({ namespace, interval: 10 });
  await using second = startRelay({ namespace, interval: 10 });
  for (const fence of upTo(5)) {
    await Promise.all(feeds.map((feed) => outbox.commit(feed, [fence], 2)));
    first.nudge();
    second.nudge();
  }
  expect(await first.flush()).toBe(true);
  const events = await storedEvents(connection, namespace);
  expect(events).toHaveLength(feeds.length * 10);
  for (const feed of feeds) expect(fencesOf(events, feed)).toEqual(upTo(5).flatMap((fence) => [fence, fence]));
});

test('a feed stops at its first event that NATS does not take', async () => {
  const namespace = await openNamespace();
  const { streams } = await connection.jetstreamManager();
  await streams.update(streamOf(namespace), { subjects: [`${namespace}.events.entry.>`] });
  const feed = feedIn(1);
  await outbox.commit(feed, upTo(4));
  await outbox.client`update feedlock.outbox set type = 'feed.failed' where fence = 3`;
  const { log, lines } = createLog();
  await using relay = startRelay({ namespace }, { log });
  await expect.poll(() => lines, { interval: 5 }).toHaveLength(1);
  expect(fencesOf(await storedEvents(connection, namespace), feed)).toEqual([1, 2]);

  await streams.update(streamOf(namespace), { subjects: [`${namespace}.events.>`] });
  expect(await relay.flush()).toBe(true);
  expect(fencesOf(await storedEvents(connection, namespace), feed)).toEqual([1, 2, 3, 4]);
});

test('trouble is said once, and its end too; a stream that was deleted is made anew', async () => {
  const namespace = await openNamespace();
  const { log, lines } = createLog();
  await using relay = startRelay({ namespace }, { log });
  const { streams } = await connection.jetstreamManager();
  await streams.delete(streamOf(namespace));
  const squatter = `${namespace}_squatter`;
  await streams.add({ name: squatter, subjects: [`${namespace}.events.feed.>`] });
  const attempts = connection.subscribe(`$JS.API.STREAM.CREATE.${streamOf(namespace)}`);

  await outbox.commit(feedIn(1));
  relay.nudge();
  await expect.poll(() => attempts.getReceived(), { interval: 20, timeout: 5_000 }).toBe(3);
  expect(lines).toEqual([
    expect.stringMatching(/^warn relay events: publish event .*: 503; nothing is lost, trying again$/),
  ]);

  await streams.delete(squatter);
  expect(await relay.flush()).toBe(true);
  expect(lines.slice(1)).toEqual(['info relay events: it works again']);
  expect(await storedEvents(connection, namespace)).toHaveLength(1);
  attempts.unsubscribe();
});

test('an event that NATS will never take is dropped, and holds up neither its feed nor others', async () => {
  const namespace = await openNamespace();
  const { streams } = await connection.jetstreamManager();
  await streams.update(streamOf(namespace), { max_msg_size: 4_000 });
  const { log, lines } = createLog();
  const [feed, other] = [feedIn(1), feedIn(1)];
  await outbox.commit(feed, [1, 2, 3]);
  await outbox.commit(other);
  const data = outbox.client.json({ title: 'x'.repeat(5_000) });
  await outbox.client`update feedlock.outbox set data = ${data} where feed_id = ${feed} and fence = 2`;
  await using relay = startRelay({ namespace }, { log });
  expect(await relay.flush()).toBe(true);
  const events = await storedEvents(connection, namespace);
  expect(fencesOf(events, feed)).toEqual([1, 3]);
  expect(fencesOf(events, other)).toEqual([1]);
  const act = `publish event ${feed}-2-0 (feedlock.entry.created) on NATS at ${connection.getServer()}`;
  expect(lines).toEqual([`error ${act}: larger than it takes; dropped`]);
});

test('while nothing waits, a look costs one statement', async () => {
  const namespace = await openNamespace();
  const sent: string[] = [];
  const client = postgres(outbox.url, {
    fetch_types: false,
    debug: (_connection: number, statement: string) => sent.push(statement),
  });
  const interval = 120;
  const began = performance.now();
  const relay = startRelay({ namespace, interval }, { outbox: createOutbox(client) });
  await expect.poll(() => sent.length, { interval: 5 }).toBe(5);
  expect(performance.now() - began).toBeGreaterThanOrEqual(interval * 4 - 10);
  expect(new Set(sent).size).toBe(1);
  await relay.stop();
  await client.end();
});

test('imports of the same moment share a look', async () => {
  const namespace = await openNamespace();
  let looks = 0;
  const counting = {
    ...outbox,
    pendingPartitions: () => {
      looks += 1;
      return outbox.pendingPartitions();
    },
  };
  await using relay = startRelay({ namespace, interval: 60_000 }, { outbox: counting });
  const began = performance.now();
  for (const fence of upTo(50)) {
    await outbox.commit(feedIn(fence % partitions));
    relay.nudge();
  }
  await expect.poll(() => outbox.countPending(), { interval: 10 }).toBe(0);
  expect(looks).toBeLessThanOrEqual(2 + (performance.now() - began) / 100);
});

test('a flush that cannot end in time says so', async () => {
  const namespace = await openNamespace();
  const relay = createRelay({ outbox, connection, log: silent }, { namespace });
  await outbox.commit(feedIn(1));
  expect(await relay.flush(50)).toBe(false);
});
