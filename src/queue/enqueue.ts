import type { NatsConnection } from 'nats';
import type { FeedRequest } from '../../machines/model.ts';
import { FeedlockError, reasonOf } from '../errors.ts';
import { apiCode } from '../jetstream.ts';
import { encodeRequest } from './request.ts';
import { type QueueOptions, shardOf, shardsOf } from './stream.ts';

/** `waiting`: the feed is queued already, or being imported from there. */
export type Enqueued = 'queued' | 'waiting';

const publishTimeout = 2_000;

const maximumPerSubject = 10077;

/** Puts a request into the queue, unless its feed is there already. @throws FeedlockError `nats-unreachable` */
export const createEnqueue = (connection: NatsConnection, options: Pick<QueueOptions, 'namespace' | 'shards'>) => {
  const shards = shardsOf(options);
  const jetstream = connection.jetstream({ timeout: publishTimeout });
  return async (request: FeedRequest): Promise<Enqueued> => {
    const { id, url } = request.feed;
    const prefix = shards[shardOf(id, shards.length)]?.prefix;
    try {
      await jetstream.publish(`${prefix}.${id}`, encodeRequest(request));
      return 'queued';
    } catch (cause) {
      if (apiCode(cause) === maximumPerSubject) return 'waiting';
      const act = `queue ${url} on NATS at ${connection.getServer()}`;
      throw new FeedlockError('nats-unreachable', `${act}: ${reasonOf(cause)}`, { cause });
    }
  };
};
