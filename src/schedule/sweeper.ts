import type { FeedRequest } from '../../machines/model.ts';
import type { Logger } from '../log.ts';
import { createLoop, type Turn } from '../loop.ts';

interface SweeperSteps {
  /** Due feeds, those that wait longest first, so many at the most. */
  takeDue(limit: number): Promise<FeedRequest[]>;
  enqueue(request: FeedRequest): Promise<unknown>;
  /** Makes sure that there is a queue: it may have been deleted. */
  reopen(): Promise<unknown>;
  /** `queued`: requests in the queue that take, or will take, a place. `delivered`: how many ever were handed out. */
  backlog(): Promise<{ queued: number; delivered: number }>;
  /** What all nodes together can import at a time, and how many they are. */
  capacity(): Promise<{ places: number; nodes: number }>;
  log: Logger;
}

export interface SweeperOptions {
  /** ms between two looks for feeds that have become due. */
  interval: number;
}

/** The queue is kept filled with so many requests for each place, one of which is worked: what is due beyond that waits in the database. */
const perPlace = 2;

/** Or with one for each place and what is taken in so many turns of a node, where that is more. */
const turns = 2;

/** What was longer ago, in ms, says little of how quickly requests are taken. */
const memory = 1_000;

/** Feeds taken at a time. */
const mostAtOnce = 1_000;

/** ms between two sweeps while there is more than the queue takes. */
const pace = 100;

/** Filled to less than this share the queue could run dry before the next node has its turn. */
const low = 3 / 4;

/** After a start or an outage the first sweep takes this share of what it could, each one after it twice as much as the last. */
const firstShare = 1 / 8;

/** Keeps the nodes from looking in step. */
const jittered = (ms: number) => ms * (0.75 + Math.random() / 2);

/** How many are handed out in a ms, as it was in the last second or so. */
const createSpeedometer = () => {
  let speed = 0;
  let last = { delivered: Number.POSITIVE_INFINITY, at: performance.now() };
  return (delivered: number): number => {
    const at = performance.now();
    const passed = at - last.at;
    // A queue that was made anew counts anew.
    const seen = Math.max(0, delivered - last.delivered);
    if (passed > 0) speed += (seen / passed - speed) * Math.min(1, passed / memory);
    last = { delivered, at };
    return speed;
  };
};

/**
 * Fills the queue with the feeds that are due. Every node does so, and none leads: rows that one takes are hidden from the
 * others, and a request too many is refused by the queue, or found to be done already.
 */
export const createSweeper = (steps: SweeperSteps, { interval }: SweeperOptions) => {
  const { takeDue, enqueue, reopen, backlog, capacity, log } = steps;
  const speedOf = createSpeedometer();
  let share = firstShare;

  const sweep = async ({ afterFailure }: Turn): Promise<number> => {
    if (afterFailure) {
      share = firstShare;
      await reopen();
    }
    const [{ queued, delivered }, { places, nodes }] = await Promise.all([backlog(), capacity()]);
    // While there is enough in it, the nodes look by turns: one of them in the time of a pace.
    const turn = Math.min(interval, pace * nodes);
    const most = Math.max(perPlace * places, places + Math.ceil(turns * turn * speedOf(delivered)));
    const room = most - queued;
    const isLow = queued < low * most;
    const pause = isLow ? pace : jittered(turn);
    if (room <= 0) return pause;
    const limit = Math.min(mostAtOnce, Math.ceil(isLow ? (room * share) / nodes : room));
    share = Math.min(1, share * 2);
    const due = await takeDue(limit);
    await Promise.all(due.map(enqueue));
    return due.length < limit ? jittered(interval) : pause;
  };

  return createLoop(sweep, { name: 'sweep due feeds', log, pace });
};
