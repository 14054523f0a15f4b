import type { FeedRequest } from '../../machines/model.ts';
import type { Logger } from '../log.ts';
import { createLoop, type Turn } from '../loop.ts';

interface SweeperSteps {
  /** Due feeds, those that wait longest first, so many at the most. */
  takeDue(limit: number): Promise<FeedRequest[]>;
  enqueue(request: FeedRequest): Promise<unknown>;
  /** Makes sure that there is a queue: it may have been deleted. */
  reopen(): Promise<unknown>;
  /** Requests in the queue that take, or will take, a place. */
  backlog(): Promise<number>;
  /** What all nodes together can import at a time, and how many they are. */
  capacity(): Promise<{ places: number; nodes: number }>;
  log: Logger;
}

export interface SweeperOptions {
  /** ms between two looks for feeds that have become due. */
  interval: number;
}

/**
 * The queue is kept filled with so many requests for each place: one that is worked, and as many as are wanted until the nodes have looked
 * again. What is due beyond that waits in the database.
 */
const perPlace = 4;

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

/**
 * Fills the queue with the feeds that are due. Every node does so, and none leads: rows that one takes are hidden from the
 * others, and a request too many is refused by the queue, or found to be done already.
 */
export const createSweeper = (steps: SweeperSteps, { interval }: SweeperOptions) => {
  const { takeDue, enqueue, reopen, backlog, capacity, log } = steps;
  let share = firstShare;

  const sweep = async ({ afterFailure }: Turn): Promise<number> => {
    if (afterFailure) {
      share = firstShare;
      await reopen();
    }
    const [queued, { places, nodes }] = await Promise.all([backlog(), capacity()]);
    const most = perPlace * places;
    const room = most - queued;
    // While there is enough in it, the nodes look by turns: one of them in the time of a pace.
    const isLow = queued < low * most;
    const pause = isLow ? pace : jittered(Math.min(interval, pace * nodes));
    if (room <= 0) return pause;
    const limit = Math.min(mostAtOnce, Math.ceil(isLow ? (room * share) / nodes : room));
    share = Math.min(1, share * 2);
    const due = await takeDue(limit);
    await Promise.all(due.map(enqueue));
    return due.length < limit ? jittered(interval) : pause;
  };

  return createLoop(sweep, { name: 'sweep due feeds', log, pace });
};
