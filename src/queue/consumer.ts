import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer, NatsConnection } from 'nats';
import type { FeedRequest, Verdict } from '../../machines/model.ts';
import { createBell } from '../bell.ts';
import type { Logger } from '../log.ts';
import { createLoop, type Turn } from '../loop.ts';
import { createDeliveries } from './deliveries.ts';
import { consumerName, type QueueOptions, type Shard, shardsOf } from './stream.ts';

export interface ConsumerDeps {
  connection: NatsConnection;
  log: Logger;
  /** How many requests this node could begin with now. */
  free(): number;
  work(request: FeedRequest): Promise<Verdict>;
  /** Makes anew what was deleted of that which the work needs. */
  reopen(): Promise<unknown>;
}

/** How long the server keeps a question for requests open, in ms, hence how long a stop may take. */
const patience = 1_000;

/** Places that become free at about the same time are filled with one question, in ms. */
const gathering = 5;

/** Takes requests from the queue, never more than this node can begin with, and says when it is through with each. */
export const createConsumer = ({ connection, log, free, work, reopen }: ConsumerDeps, options: QueueOptions) => {
  const freed = createBell();
  const shards = shardsOf(options);
  /** Asked for and not here yet. */
  let awaited = 0;
  let trouble: unknown = null;

  const onSettled = (verdict: Verdict) => {
    if (verdict.status === 'again') trouble ??= verdict.trouble;
    freed.ring();
  };
  const deliveries = createDeliveries({ log, work, onSettled }, options.ackWait);

  /** Each shard has its share, so that none waits while another, which may have nothing, is asked for all that is wanted. */
  const room = async (): Promise<number> => {
    freed.silence();
    if (free() - awaited <= 0) await freed.wait(patience);
    await delay(gathering);
    return Math.min(Math.ceil(free() / shards.length), free() - awaited);
  };

  /** What arrives after a stop goes back at once. */
  const ask = async (consumer: Consumer, wanted: number, signal: AbortSignal) => {
    awaited += wanted;
    let missing = wanted;
    try {
      for await (const message of await consumer.fetch({ max_messages: wanted, expires: patience })) {
        missing -= 1;
        awaited -= 1;
        if (signal.aborted) message.nak();
        else deliveries.begin(message);
      }
    } finally {
      awaited -= missing;
    }
  };

  const createTurn = ({ name }: Shard) => {
    let consumer: Consumer | null = null;
    return async ({ signal, afterFailure }: Turn): Promise<number> => {
      if (afterFailure) await reopen();
      if (afterFailure || consumer === null) consumer = await connection.jetstream().consumers.get(name, consumerName);
      const wanted = await room();
      if (wanted > 0 && !signal.aborted) await ask(consumer, wanted, signal);
      const met = trouble;
      trouble = null;
      if (met !== null) throw met;
      return 0;
    };
  };

  const loops = shards.map((shard) => createLoop(createTurn(shard), { name: 'take requests', log }));

  return {
    start: () => {
      for (const loop of loops) loop.start();
    },
    /** What keeps it from taking requests, in words. */
    get trouble() {
      return loops.find((loop) => loop.trouble !== null)?.trouble ?? null;
    },
    /** Requests that are being worked. */
    get running() {
      return deliveries.size;
    },
    /** Takes no more; settles when all that was taken is done with. */
    stop: async (): Promise<void> => {
      await Promise.all(loops.map((loop) => loop.stop()));
      await deliveries.stop();
    },
  };
};
