import { setTimeout as delay } from 'node:timers/promises';
import type { NatsConnection } from 'nats';
import type { Logger } from '../log.ts';
import { createLoop } from '../loop.ts';
import { createPublisher } from './publisher.ts';
import { createRound, type Outbox } from './round.ts';
import { type EventStreamOptions, openEventStream } from './stream.ts';

export interface RelayDeps {
  outbox: Outbox;
  connection: NatsConnection;
  log: Logger;
}

export interface RelayOptions extends EventStreamOptions {
  /** How often to look for events that nobody nudged about: those of nodes that died. In ms. @default 1_000 */
  interval?: number;
}

/** ms from one look to the next, so that imports of the same moment share the transactions. */
const gathering = 100;

/** How often a flush looks whether it is done, in ms. */
const flushPause = 25;

/** Brings committed events to NATS: at least once, in the order of each feed, whatever goes away in the meantime. */
export const createRelay = ({ outbox, connection, log }: RelayDeps, { interval = 1_000, ...stream }: RelayOptions) => {
  const publishAll = createRound(outbox, createPublisher(connection, stream.namespace, log));
  const loop = createLoop(
    async ({ signal, afterFailure }) => {
      // Proves that NATS is back before rows are locked, and makes a stream anew that was deleted.
      if (afterFailure) await openEventStream(connection, stream);
      return (await publishAll(signal)) ? 0 : interval;
    },
    { name: 'relay events', log, pace: gathering },
  );
  const { start, ring, stop } = loop;

  return {
    start,

    /** Something was committed: no need to wait for the next look. */
    nudge: ring,

    /** Waits until nothing is left to publish, `deadline` ms at the most; `false`: something is. The relay must be running. */
    flush: (deadline = 5_000): Promise<boolean> => whenEmpty(outbox, ring, deadline),

    /** Ends after what it is publishing. */
    stop,
    [Symbol.asyncDispose]: stop,
  };
};

const whenEmpty = async (outbox: Outbox, hurry: () => void, deadline: number): Promise<boolean> => {
  const over = new AbortController();
  const isEmpty = () =>
    outbox.pendingPartitions().then(
      (pending) => pending.length === 0,
      () => false,
    );
  const emptied = async () => {
    while (!over.signal.aborted && !(await isEmpty())) {
      hurry();
      await delay(flushPause);
    }
    return true;
  };
  try {
    return await Promise.race([emptied(), delay(deadline, false, over)]);
  } finally {
    over.abort();
  }
};
