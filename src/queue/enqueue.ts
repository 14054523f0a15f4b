import { ErrorCode, type NatsConnection } from 'nats';
import type { FeedRequest } from '../../machines/model.ts';
import { FeedlockError, reasonOf } from '../errors.ts';
import { apiCode } from '../jetstream.ts';
import { encodeRequest } from './request.ts';
import { openQueue, type QueueOptions, shardOf, shardsOf } from './stream.ts';

/** `waiting`: the feed is queued already, or being imported from there. */
export type Enqueued = 'queued' | 'waiting';

const publishTimeout = 2_000;

const maximumPerSubject = 10077;

/** Puts a request into the queue, unless its feed is there already. @throws FeedlockError `nats-unreachable`, `stream-settings` */
export const createEnqueue = (connection: NatsConnection, options: QueueOptions) => {
  const shards = shardsOf(options);
  const jetstream = connection.jetstream({ timeout: publishTimeout });

  /** Before the first node has run there is no queue yet, and somebody may have deleted it. */
  const publish = async (subject: string, payload: string): Promise<void> => {
    try {
      await jetstream.publish(subject, payload);
    } catch (cause) {
      if ((cause as { code?: string }).code !== ErrorCode.NoResponders) throw cause;
      await openQueue(connection, options);
      await jetstream.publish(subject, payload);
    }
  };

  return async (request: FeedRequest): Promise<Enqueued> => {
    const { id, url } = request.feed;
    const prefix = shards[shardOf(id, shards.length)]?.prefix;
    try {
      await publish(`${prefix}.${id}`, encodeRequest(request));
      return 'queued';
    } catch (cause) {
      if (apiCode(cause) === maximumPerSubject) return 'waiting';
      if (cause instanceof FeedlockError) throw cause;
      const act = `queue ${url} on NATS at ${connection.getServer()}`;
      throw new FeedlockError('nats-unreachable', `${act}: ${reasonOf(cause)}`, { cause });
    }
  };
};
