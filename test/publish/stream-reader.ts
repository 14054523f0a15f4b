import type { NatsConnection } from 'nats';
import type { FeedlockEvent } from '../../src/publish/event.ts';
import { streamOf } from '../../src/publish/stream.ts';

/** All that the event stream holds, in its order. */
export const storedEvents = async (connection: NatsConnection, namespace: string): Promise<FeedlockEvent[]> => {
  const { streams } = await connection.jetstreamManager();
  const { messages } = (await streams.info(streamOf(namespace))).state;
  if (messages === 0) return [];
  const consumer = await connection.jetstream().consumers.get(streamOf(namespace));
  const events: FeedlockEvent[] = [];
  for await (const message of await consumer.fetch({ max_messages: messages })) events.push(message.json());
  return events;
};

/** The fences of a feed's events, in the order in which they are in the stream. */
export const fencesOf = (events: readonly FeedlockEvent[], feedId: string): number[] =>
  events.filter(({ subject }) => subject === feedId).map(({ sequence }) => Number.parseInt(sequence, 10));
