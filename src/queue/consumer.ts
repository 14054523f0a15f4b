import type { Msg, NatsConnection } from 'nats';
import type { FeedRequest, Verdict } from '../../machines/model.ts';
import { createBell } from '../bell.ts';
import type { Logger } from '../log.ts';
import { createLoop, type Loop, type Turn } from '../loop.ts';
import { createDeliveries } from './deliveries.ts';
import type { Departure } from './departures.ts';
import { openPull, type Pull } from './pull.ts';
import { type QueueOptions, shardsOf } from './stream.ts';

export interface ConsumerDeps {
  connection: NatsConnection;
  log: Logger;
  departure: Departure;
  /** How many requests this node could begin with now. */
  free(): number;
  work(request: FeedRequest): Promise<Verdict>;
  /** Makes anew what was deleted of that which the work needs. */
  reopen(): Promise<unknown>;
}

/** How long the server keeps a question for requests open, in ms, hence how long a stop may take. */
const patience = 1_000;

/** Takes requests from the queue, never more than this node can begin with, and says when it is through with each. */
export const createConsumer = (
  { connection, log, departure, free, work, reopen }: ConsumerDeps,
  options: QueueOptions,
) => {
  const freed = createBell();
  const shards = shardsOf(options);
  let trouble: unknown = null;

  const onSettled = (verdict: Verdict) => {
    if (verdict.status === 'again') trouble ??= verdict.trouble;
    freed.ring();
  };
  const deliveries = createDeliveries({ log, departure, work, onSettled }, options.ackWait);

  let isStopping = false;
  const take = (message: Msg) => (isStopping ? deliveries.giveBack(message) : deliveries.begin(message));
  let pulls: Pull[] = [];
  let loops: Loop[] = [];

  const unclaimed = () => pulls.reduce((left, { missing }) => left - missing, free());

  /** Each shard has its share, so that none waits while another, which may have nothing, is asked for all that is wanted. */
  const room = () => Math.min(Math.ceil(free() / shards.length), unclaimed());

  const createTurn =
    (pull: Pull) =>
    async ({ signal, afterFailure }: Turn): Promise<number> => {
      if (afterFailure) await reopen();
      freed.silence();
      if (unclaimed() <= 0) await freed.wait(patience);
      await departure();
      const wanted = room();
      if (wanted > 0 && !signal.aborted) await pull.ask(wanted, patience);
      const met = trouble;
      trouble = null;
      if (met !== null) throw met;
      return 0;
    };

  return {
    start: () => {
      pulls = shards.map((shard) => openPull(connection, shard, take));
      loops = pulls.map((pull) => createLoop(createTurn(pull), { name: 'take requests', log }));
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
    /** Takes no more, and gives back at once what still arrives; settles when all that was taken is done with. */
    stop: async (): Promise<void> => {
      isStopping = true;
      await Promise.all(loops.map((loop) => loop.stop()));
      for (const pull of pulls) pull.stop();
      await deliveries.stop();
    },
  };
};
