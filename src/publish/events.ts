import type { JsMsg, NatsConnection } from 'nats';
import { anAbortSignal, requireOptions, trueOrFalse } from '../wanted.ts';
import { closingOf } from './closing.ts';
import { ackWait, openDurable, openPassing, type Selection } from './consumer.ts';
import { type EventType, eventTypes, type FeedlockEvent, isEventType } from './event.ts';
import { isHandled, stored, storedForAll } from './stored.ts';

export interface ReadEventsOptions extends Selection {
  /**
   * Under this name NATS remembers how far we have read, also when nobody reads: letters, digits, - and _. Readers of one
   * name share its events.
   *
   * @default nothing is remembered
   */
  durable?: string;
  /**
   * Whether to wait for more when all that is stored has been read. Else a `durable` one still waits for an event that
   * another reader of its name has not handled, 33 s at the most.
   *
   * @default true
   */
  follow?: boolean;
  /** Ends the reading. */
  signal?: AbortSignal;
}

const wanted = {
  durable: {
    words: 'letters, digits, - and _',
    accepts: (value: unknown) => typeof value === 'string' && /^[-\w]+$/.test(value),
  },
  since: {
    words: "'all', 'new' or a Date",
    accepts: (value: unknown) =>
      value === 'all' || value === 'new' || (value instanceof Date && !Number.isNaN(Number(value))),
  },
  types: {
    words: `a list of one or more of ${eventTypes.join(', ')}`,
    accepts: (value: unknown) => Array.isArray(value) && value.length > 0 && value.every(isEventType),
  },
  follow: trueOrFalse,
  signal: anAbortSignal,
};

/** An event is handled when the next one is asked for; one that was not goes to the next reader. */
async function* acknowledging(
  messages: AsyncIterable<JsMsg>,
  types: readonly EventType[] | undefined,
  ended: () => boolean,
): AsyncGenerator<FeedlockEvent, void> {
  for await (const message of messages) {
    const event = message.json<FeedlockEvent>();
    // One that was not handled comes again, though the reader who had asked for its type asks for it no more.
    if (types && !types.includes(event.type)) {
      message.ack();
      continue;
    }
    const working = setInterval(() => message.working(), ackWait / 3);
    let handled = false;
    try {
      if (ended()) return;
      yield event;
      handled = true;
    } finally {
      clearInterval(working);
      if (handled) message.ack();
      else message.nak();
    }
  }
}

async function* passing(messages: AsyncIterable<JsMsg>, ended: () => boolean): AsyncGenerator<FeedlockEvent, void> {
  for await (const message of messages) {
    if (ended()) return;
    yield message.json<FeedlockEvent>();
  }
}

async function* read(connection: NatsConnection, options: ReadEventsOptions, returned: AbortSignal) {
  const { namespace, ...asked } = options;
  requireOptions('read events', asked, wanted);
  const { durable, follow = true, types, signal } = asked;
  const manager = await connection.jetstreamManager({ checkAPI: false });
  const consumer = durable ? await openDurable(manager, durable, options) : await openPassing(manager, options);
  // Left alone, one that nobody needs any more stays with the server for five minutes.
  const leave = async () => {
    if (!durable) await consumer.delete().catch(() => {});
  };
  if (!follow && isHandled(await consumer.info())) return leave();
  const messages = await consumer.consume();
  const ending = () => (durable ? storedForAll(consumer, messages) : stored(messages));
  const arriving = follow ? messages : ending();
  const end = () => messages.stop();
  // The client lets readers of a closed connection wait for ever.
  const ends = [returned, closingOf(connection), ...(signal ? [signal] : [])];
  const ended = () => ends.some(({ aborted }) => aborted);
  for (const one of ends) one.addEventListener('abort', end, { once: true });
  try {
    if (!ended()) yield* durable ? acknowledging(arriving, types, ended) : passing(arriving, ended);
  } finally {
    for (const one of ends) one.removeEventListener('abort', end);
    end();
    await leave();
  }
}

/**
 * The events that any node publishes, as they come, from the moment when the first is asked for. With `durable` an event
 * counts as handled when the next one is asked for; until then a reader that fails leaves it to the next of its name.
 */
export const readEvents = (
  connection: NatsConnection,
  options: ReadEventsOptions,
): AsyncIterableIterator<FeedlockEvent, void> => {
  const returned = new AbortController();
  const events = read(connection, options, returned.signal);
  return {
    next: () => events.next(),
    // Also while an event is awaited, which a generator alone would wait for.
    return: () => {
      returned.abort();
      return events.return();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
};
