import { AckPolicy, type Consumer, DeliverPolicy, type JetStreamManager, NatsError, nanos } from 'nats';
import { type EventType, subjectOf } from './event.ts';
import { streamOf } from './stream.ts';

/** Which events to read. */
export interface Selection {
  namespace: string;
  /** Where to begin; a durable reader that has begun goes on where it stopped. @default 'new' */
  since?: 'all' | 'new' | Date;
  /** @default all of them */
  types?: readonly EventType[];
}

/** How long the event that a dead reader was handling is kept from its successor, in ms. */
export const ackWait = 30_000;

const consumerNotFound = 10014;

const filterOf = ({ namespace, types }: Selection): string[] =>
  types?.map((type) => subjectOf({ type, subject: '*' }, namespace)) ?? [`${namespace}.events.>`];

/** Remembers its place as long as it is read. */
export const openPassing = async (manager: JetStreamManager, selection: Selection): Promise<Consumer> => {
  const { namespace, since = 'new' } = selection;
  const stream = streamOf(namespace);
  const startOf = async () => {
    if (since instanceof Date) return { opt_start_time: since.toISOString() };
    // A number, unlike "new", still means the same place should the consumer have to be made again.
    const { state } = await manager.streams.info(stream);
    return { opt_start_seq: since === 'all' ? 1 : state.last_seq + 1 };
  };
  const place = await startOf();
  return manager.jetstream().consumers.get(stream, { filterSubjects: filterOf(selection), ...place });
};

const deliverOf = ({ since = 'new' }: Selection) =>
  since instanceof Date
    ? { deliver_policy: DeliverPolicy.StartTime, opt_start_time: since.toISOString() }
    : { deliver_policy: since === 'all' ? DeliverPolicy.All : DeliverPolicy.New };

/** Remembers its place under a name, until it is deleted. */
export const openDurable = async (
  manager: JetStreamManager,
  durable: string,
  selection: Selection,
): Promise<Consumer> => {
  const stream = streamOf(selection.namespace);
  const filter_subjects = filterOf(selection);
  try {
    await manager.consumers.update(stream, durable, { filter_subjects });
  } catch (error) {
    if (!(error instanceof NatsError) || error.api_error?.err_code !== consumerNotFound) throw error;
    await manager.consumers.add(stream, {
      durable_name: durable,
      filter_subjects,
      ...deliverOf(selection),
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(ackWait),
      // One event at a time: after a reader's death none may overtake the one that it was handling.
      max_ack_pending: 1,
    });
  }
  return manager.jetstream().consumers.get(stream, durable);
};
