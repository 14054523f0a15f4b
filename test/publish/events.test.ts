import { getEventListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { connect, type NatsConnection, nanos } from 'nats';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { type FeedlockEvent, subjectOf, toEvent } from '../../src/publish/event.ts';
import { type ReadEventsOptions, readEvents } from '../../src/publish/events.ts';
import { openEventStream, streamOf } from '../../src/publish/stream.ts';
import { createNamespace } from '../namespace.ts';
import { openServer } from '../nats-server.ts';

let connection: NatsConnection;
beforeAll(async () => {
  connection = await connect({ servers: inject('natsUrl') });
});
afterAll(() => connection.close());

const namespace = createNamespace();
beforeEach(() => openEventStream(connection, { namespace }));
afterEach(async () => {
  await (await connection.jetstreamManager()).streams.delete(streamOf(namespace));
});

const feedId = '0e37df36-f698-41e6-b7f0-6f6d6a1a9c1b';

/** Puts an event of each fence on NATS. */
const publish = async (fences: readonly number[], type = 'entry.created', via = connection) => {
  for (const fence of fences) {
    const event = toEvent({ id: fence, feedId, fence, index: 0, type, data: {}, at: new Date() }, namespace);
    await via.jetstream().publish(subjectOf(event, namespace), JSON.stringify(event));
  }
};

const fenceOf = ({ sequence }: FeedlockEvent) => Number.parseInt(sequence, 10);

const reading = (options: Omit<ReadEventsOptions, 'namespace'> = {}) =>
  readEvents(connection, { namespace, ...options });

/** Reads on, and handles what it read. */
const take = async (events: AsyncIterator<FeedlockEvent, void>, count: number): Promise<number[]> => {
  const fences: number[] = [];
  while (fences.length < count) {
    const { value } = await events.next();
    if (!value) break;
    fences.push(fenceOf(value));
  }
  return fences;
};

const consumers = async () => {
  const { state } = await (await connection.jetstreamManager()).streams.info(streamOf(namespace));
  return state.consumer_count;
};

test('what is already there is read when asked for, and what comes follows', async () => {
  await publish([1, 2]);
  const events = reading({ since: 'all' });
  expect(await take(events, 2)).toEqual([1, 2]);
  await publish([3]);
  expect(await take(events, 1)).toEqual([3]);
  await events.return?.();
});

test('without being asked for, only what comes is read', async () => {
  await publish([1, 2]);
  const events = reading();
  const next = take(events, 1);
  await expect.poll(consumers, { interval: 5 }).toBe(1);
  await publish([3]);
  expect(await next).toEqual([3]);
  await events.return?.();
});

test('a time may be given', async () => {
  await publish([1]);
  const { streams } = await connection.jetstreamManager();
  const { time } = await streams.getMessage(streamOf(namespace), { seq: 1 });
  await publish([2]);
  const events = reading({ since: new Date(time.getTime() + 1) });
  expect(await take(events, 1)).toEqual([2]);
  await events.return?.();
});

test.for([undefined, 'reader'])('only the types asked for are read (durable: %s)', async (durable) => {
  await publish([1], 'feed.imported');
  await publish([2], 'entry.updated');
  await publish([3], 'entry.created');
  await publish([4], 'feed.failed');
  const types = ['feedlock.feed.failed', 'feedlock.entry.updated'] as const;
  const events = reading({ types, since: 'all', ...(durable && { durable }) });
  expect(await take(events, 2)).toEqual([2, 4]);
  await events.return?.();
});

test('a durable reader goes on where the last one stopped', async () => {
  await publish([1, 2, 3]);
  const first: number[] = [];
  for await (const event of reading({ durable: 'reader', since: 'all' })) {
    if (fenceOf(event) === 3) break;
    first.push(fenceOf(event));
  }
  expect(first).toEqual([1, 2]);
  await publish([4]);
  const events = reading({ durable: 'reader' });
  expect(await take(events, 2)).toEqual([3, 4]);
  await events.return?.();
});

test('an event whose handling failed goes to the next reader, before any other', async () => {
  await publish([1, 2, 3]);
  const failing = async () => {
    for await (const event of reading({ durable: 'reader', since: 'all' }))
      if (fenceOf(event) === 2) throw new Error('cannot handle it');
  };
  await expect(failing()).rejects.toThrow('cannot handle it');
  const events = reading({ durable: 'reader' });
  expect(await take(events, 2)).toEqual([2, 3]);
  await events.return?.();
});

test('readers of one name share its events, and never handle two at once', async () => {
  await publish([1, 2, 3, 4, 5, 6]);
  let handling = 0;
  const handled: number[] = [];
  const ended = new AbortController();
  const run = async () => {
    for await (const event of reading({ durable: 'reader', since: 'all', signal: ended.signal })) {
      handling += 1;
      expect(handling).toBe(1);
      await connection.flush();
      handled.push(fenceOf(event));
      handling -= 1;
      if (handled.length === 6) ended.abort();
    }
  };
  await Promise.all([run(), run()]);
  expect(handled).toEqual([1, 2, 3, 4, 5, 6]);
});

test.for([undefined, 'reader'])('a signal ends it, also while it waits (durable: %s)', async (durable) => {
  const ended = new AbortController();
  const events = reading({ signal: ended.signal, ...(durable && { durable }) });
  const next = events.next();
  await expect.poll(consumers, { interval: 5 }).toBe(1);
  ended.abort();
  expect(await next).toEqual({ done: true, value: undefined });
});

test('its return ends it, also while it waits', async () => {
  const events = reading();
  const next = events.next();
  await expect.poll(consumers, { interval: 5 }).toBe(1);
  await events.return?.();
  expect(await next).toEqual({ done: true, value: undefined });
});

test.for(['close', 'drain'] as const)('the end of its connection (%s) ends it', async (end) => {
  const nats = await connect({ servers: inject('natsUrl') });
  await publish([1]);
  const events = readEvents(nats, { namespace, since: 'all' });
  expect(await take(events, 1)).toEqual([1]);
  const next = events.next();
  await nats[end]();
  expect(await next).toEqual({ done: true, value: undefined });
});

const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
};

test.for([undefined, 'reader'])('a reading that has ended leaves nothing behind (durable: %s)', async (durable) => {
  const { signal } = new AbortController();
  const read = async (count: number) => {
    const options = { namespace, since: 'all', follow: false, signal, ...(durable && { durable }) } as const;
    const events = readEvents(connection, options);
    expect(await take(events, count)).toHaveLength(count);
    await events.return?.();
    return new WeakRef(options);
  };
  await publish([1, 2]);
  const ended = [await read(1), await read(2), await read(durable ? 0 : 2)];
  await connection.flush();
  collectGarbage();
  expect(ended.map((options) => options.deref())).toEqual([undefined, undefined, undefined]);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test.for([undefined, 'reader'])('a restart of NATS interrupts no reader (durable: %s)', async (durable) => {
  await using server = await openServer();
  const nats = await connect({ servers: server.url, reconnectTimeWait: 50, maxReconnectAttempts: -1 });
  await openEventStream(nats, { namespace });
  const events = readEvents(nats, { namespace, since: 'all', ...(durable && { durable }) });
  await publish([1], 'entry.created', nats);
  expect(await take(events, 1)).toEqual([1]);
  const next = take(events, 1);
  await server.stop();
  await server.start();
  const other = await connect({ servers: server.url });
  await publish([2], 'entry.created', other);
  expect(await next).toEqual([2]);
  await events.return?.();
  await Promise.all([nats.close(), other.close()]);
});

test.each<[object, string]>([
  [
    { types: ['feed.imported'] },
    'types is ["feed.imported"], must be a list of one or more of feedlock.feed.imported,',
  ],
  [{ types: [] }, 'types is [], must be a list of one or more of'],
  [{ types: 'feedlock.feed.imported' }, 'types is "feedlock.feed.imported", must be a list'],
  [{ durable: 'a.b' }, 'durable is "a.b", must be letters, digits, - and _'],
  [{ since: 'yesterday' }, `since is "yesterday", must be 'all', 'new' or a Date`],
  [{ since: new Date('x') }, 'since is Invalid Date'],
  [{ follow: 'no' }, 'follow is "no", must be true or false'],
  [{ signal: 5 }, 'signal is 5, must be an AbortSignal'],
  [{ type: 'x' }, 'there is no option type; there are durable, since, types, follow, signal'],
])('%j is refused instead of waiting for ever', async (options, reason) => {
  await expect(reading(options).next()).rejects.toMatchObject({
    code: 'bad-option',
    message: expect.stringContaining(`read events: ${reason}`),
  });
});

test('a durable reader may ask for other types than the one before, also while an event is not handled', async () => {
  await publish([1, 2], 'feed.imported');
  await publish([3], 'feed.failed');
  for await (const event of reading({ durable: 'reader', since: 'all' })) if (fenceOf(event) === 1) break;
  const events = reading({ durable: 'reader', types: ['feedlock.feed.failed'] });
  expect(await take(events, 1)).toEqual([3]);
  await events.return?.();
});

test('without following it ends with what is stored, and leaves no consumer behind', async () => {
  await publish([1, 2]);
  const fences: number[] = [];
  for await (const event of reading({ since: 'all', follow: false })) fences.push(fenceOf(event));
  expect(fences).toEqual([1, 2]);
  expect((await reading({ since: 'new', follow: false }).next()).done).toBe(true);
  const { state } = await (await connection.jetstreamManager()).streams.info(streamOf(namespace));
  expect(state.consumer_count).toBe(0);
});

test.for([undefined, 'reader'])('without following a slow reader misses nothing (durable: %s)', async (durable) => {
  await publish([1, 2, 3, 4]);
  const fences: number[] = [];
  for await (const event of reading({ since: 'all', follow: false, ...(durable && { durable }) })) {
    fences.push(fenceOf(event));
    if (fences.length < 2) await delay(1_200);
  }
  expect(fences).toEqual([1, 2, 3, 4]);
});

/** All that is handed out without following. */
const readStored = async () => {
  const fences: number[] = [];
  for await (const event of reading({ durable: 'reader', since: 'all', follow: false })) fences.push(fenceOf(event));
  return fences;
};

test('without following too, the last event is read again if it was not handled, and then no more', async () => {
  await publish([1, 2]);
  for await (const event of reading({ durable: 'reader', since: 'all', follow: false }))
    if (fenceOf(event) === 2) break;
  expect(await readStored()).toEqual([2]);
  expect(await readStored()).toEqual([]);
});

test('without following, readers of one name that share its events both end', async () => {
  await publish([1, 2, 3, 4, 5, 6]);
  const [one, other] = await Promise.all([readStored(), readStored()]);
  expect([...one, ...other].sort()).toEqual([1, 2, 3, 4, 5, 6]);
});

/** A reader of the same name that takes an event and never says what became of it, of whom NATS loses patience after 1 s. */
const takeAndKeep = async () => {
  await readStored();
  const { consumers } = await connection.jetstreamManager();
  await consumers.update(streamOf(namespace), 'reader', { ack_wait: nanos(1_000) });
  await publish([1]);
  const message = await (await connection.jetstream().consumers.get(streamOf(namespace), 'reader')).next();
  if (message === null) throw new Error('expected a message, found none');
  return message;
};

test('without following the event that a dead reader was handling is waited for', async () => {
  await takeAndKeep();
  expect(await readStored()).toEqual([1]);
});

test('without following the event that another reader is handling is waited for until it is handled', async () => {
  const kept = await takeAndKeep();
  const working = setInterval(() => kept.working(), 300);
  let ended = false;
  const read = readStored().finally(() => {
    ended = true;
  });
  await delay(1_500);
  expect(ended).toBe(false);
  clearInterval(working);
  kept.ack();
  expect(await read).toEqual([]);
});

test('without following the event that another reader is handling is not waited for for ever', async () => {
  const kept = await takeAndKeep();
  const working = setInterval(() => kept.working(), 300);
  expect(await readStored()).toEqual([]);
  clearInterval(working);
  kept.ack();
});
