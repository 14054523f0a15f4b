import type { NatsConnection } from 'nats';
import type { Settled } from '../../machines/model.ts';
import { FeedlockError, reasonOf, withoutCauses } from '../errors.ts';
import type { Departure } from './departures.ts';

/** Subject on which each outcome of a feed is told, to whoever listens at that moment. */
const subjectOf = (namespace: string, feedId: string) => `${namespace}.settled.${feedId}`;

const decode = (data: string): Settled => {
  const settled = JSON.parse(data);
  return settled.status === 'deferred' ? { ...settled, until: new Date(settled.until) } : settled;
};

/** Tells how an import ended, at the next departure. Nothing is kept, and nobody need listen. */
export const createAnnounce =
  (connection: NatsConnection, namespace: string, departure: Departure) =>
  async (settled: Settled): Promise<void> => {
    if (settled.feedId === null) return;
    await departure();
    if (connection.isClosed() || connection.isDraining()) return;
    connection.publish(subjectOf(namespace, settled.feedId), JSON.stringify(settled, withoutCauses));
  };

/** Hears how imports of a feed end, from when this resolves until the signal aborts. @throws FeedlockError `nats-unreachable` */
export const createListen =
  (connection: NatsConnection, namespace: string) =>
  async (feedId: string, signal: AbortSignal): Promise<AsyncIterable<Settled>> => {
    const subscription = connection.subscribe(subjectOf(namespace, feedId));
    const end = () => subscription.unsubscribe();
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    // The server has the subscription before it gets any request of ours.
    await connection.flush().catch((cause: unknown) => {
      end();
      const act = `listen on NATS at ${connection.getServer()}`;
      throw new FeedlockError('nats-unreachable', `${act}: ${reasonOf(cause)}`, { cause });
    });
    return (async function* () {
      for await (const message of subscription) yield decode(message.string());
    })();
  };
