import { setTimeout as delay } from 'node:timers/promises';
import type { NatsConnection } from 'nats';
import { reasonOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import { createBell } from './bell.ts';
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

const firstPause = 250;
const longestPause = 5_000;

/** How often a flush looks whether it is done, in ms. */
const flushPause = 25;

/** Brings committed events to NATS: at least once, in the order of each feed, whatever goes away in the meantime. */
export const createRelay = ({ outbox, connection, log }: RelayDeps, { interval = 1_000, ...stream }: RelayOptions) => {
  const publishAll = createRound(outbox, createPublisher(connection, stream.namespace, log));
  const bell = createBell();
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<void> | null = null;
  let failures = 0;

  const rest = (ms: number) => delay(ms, undefined, { signal }).catch(() => undefined);

  const turn = async () => {
    const began = performance.now();
    // Proves that NATS is back before rows are locked, and makes a stream anew that was deleted.
    if (failures > 0) await openEventStream(connection, stream);
    bell.silence();
    const more = await publishAll(signal);
    if (failures > 0) log.info('relay events: they flow again');
    failures = 0;
    if (more || signal.aborted) return;
    await bell.wait(interval);
    await rest(began + gathering - performance.now());
  };

  const backOff = async (error: unknown) => {
    if (failures === 0) log.warn(`relay events: ${reasonOf(error)}; none is lost, trying again`);
    const pause = Math.min(longestPause, firstPause * 2 ** failures);
    failures += 1;
    await rest(pause * (0.5 + Math.random() / 2));
  };

  const run = async () => {
    while (!signal.aborted) await turn().catch(backOff);
  };

  const stop = async (): Promise<void> => {
    stopping.abort();
    bell.ring();
    await running;
  };

  return {
    start(): void {
      running ??= run();
    },

    /** Something was committed: no need to wait for the next look. */
    nudge: bell.ring,

    /** Waits until nothing is left to publish, `deadline` ms at the most; `false`: something is. The relay must be running. */
    flush: (deadline = 5_000): Promise<boolean> => whenEmpty(outbox, bell.ring, deadline),

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
