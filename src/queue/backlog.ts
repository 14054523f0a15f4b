import type { NatsConnection } from 'nats';
import { FeedlockError, reasonOf } from '../errors.ts';
import { apiCode } from '../jetstream.ts';
import { consumerName, type QueueOptions, shardsOf } from './stream.ts';

export interface Backlog {
  /** Not taken by a node yet. */
  waiting: number;
  /** Taken, and not done with. */
  running: number;
  /** Handed out since there is a queue. */
  delivered: number;
}

const requestTimeout = 2_000;

/** "consumer not found" and "stream not found": there is a queue when somebody has needed one. */
const missing = new Set([10014, 10059]);

/** What is in the queue: one round trip for each of its streams. @throws FeedlockError `nats-unreachable` */
export const createBacklog = (connection: NatsConnection, options: Pick<QueueOptions, 'namespace' | 'shards'>) => {
  const shards = shardsOf(options);
  const ask = async () => {
    const { consumers } = await connection.jetstreamManager({ checkAPI: false, timeout: requestTimeout });
    const look = (name: string) =>
      consumers.info(name, consumerName).catch((thrown) => {
        if (missing.has(apiCode(thrown) ?? 0))
          return { num_pending: 0, num_ack_pending: 0, delivered: { stream_seq: 0 } };
        throw thrown;
      });
    return Promise.all(shards.map(({ name }) => look(name)));
  };
  return async (): Promise<Backlog> => {
    const infos = await ask().catch((cause: unknown) => {
      const act = `look at the queue on NATS at ${connection.getServer()}`;
      throw new FeedlockError('nats-unreachable', `${act}: ${reasonOf(cause)}`, { cause });
    });
    return {
      waiting: infos.reduce((sum, { num_pending }) => sum + num_pending, 0),
      running: infos.reduce((sum, { num_ack_pending }) => sum + num_ack_pending, 0),
      delivered: infos.reduce((sum, { delivered }) => sum + delivered.stream_seq, 0),
    };
  };
};
