import type { FailureCode, FeedRequest, Outcome, Verdict } from '../../machines/model.ts';
import { failureOf } from '../errors.ts';
import type { Crowd } from './crowd.ts';

interface WorkerSteps {
  importFeed(request: FeedRequest): Promise<Outcome>;
  /** Hands a feed back to the schedule. */
  putOff(later: FeedRequest & { ms: number }): Promise<void>;
  hostOf(url: string): string;
  crowd: Crowd;
  /** How long a lock outlives its holder, in ms. */
  ttl: number;
}

const done: Verdict = { status: 'done' };
const again = (ms: number, trouble: unknown = null): Verdict => ({ status: 'again', ms, trouble });

/** What this node lacks, and the request is not to blame for. */
const troubles = new Set<FailureCode>(['nats-unreachable', 'postgres-unreachable', 'commit-unknown']);
/** What was found is not on the feed's row: nobody would ever come back to it. */
const unrecorded = new Set<FailureCode>(['feed-row-busy', 'commit-failed']);

/** Less than what a takeover may take beyond the life of the lock. */
const busyPause = 2_000;
const troublePause = 2_000;
const retryPause = 5_000;
/** Where no fence was minted, nothing counts how often it was tried: as with a schema that is broken, for all feeds. */
const faultPause = 30_000;

/** What an outcome makes of the request that led to it. `null`: the host is to be left alone. */
export const verdictOf = (outcome: Outcome, ttl: number): Verdict | null => {
  switch (outcome.status) {
    // Whoever holds it may have died, and the lock may lapse at any moment.
    case 'skipped':
      return again(Math.min(ttl / 3, busyPause));
    case 'lost':
      return again(1_000);
    case 'deferred':
      return null;
    case 'failed': {
      const { code } = outcome.error;
      if (code === 'cancelled') return again(0);
      if (troubles.has(code)) return again(troublePause, outcome.error);
      // If it was recorded all the same, the next claim says `fresh`; if it never is, one of the next says `crashed`.
      if (code === 'internal') return again(outcome.fence === null ? faultPause : retryPause);
      const isLost = unrecorded.has(code) || (code === 'timeout' && outcome.fence === null);
      return isLost ? again(retryPause) : done;
    }
    default:
      return done;
  }
};

const longestRetreat = 60_000;

/** ms until a feed is let in that its host had no room for, by how many were turned away before: they should not all come back at once. */
const retreat = (refused: number) => Math.min(longestRetreat, 1_000 + refused * 100) * (0.75 + Math.random() / 2);

/** Works one request of the queue. */
export const createWorker = ({ importFeed, putOff, hostOf, crowd, ttl }: WorkerSteps) => {
  const later = ({ feed, seen }: FeedRequest, ms: number): Promise<Verdict> =>
    putOff({ feed, seen, ms }).then(
      () => done,
      (thrown) => again(troublePause, failureOf(thrown, 'postgres-unreachable', `put off ${feed.url}`)),
    );

  return async (request: FeedRequest): Promise<Verdict> => {
    const { feed } = request;
    const leave = crowd.enter(hostOf(feed.url));
    if (typeof leave === 'number') return later(request, retreat(leave));
    try {
      const outcome = await importFeed(request);
      const verdict = verdictOf(outcome, ttl);
      if (verdict !== null || outcome.status !== 'deferred') return verdict ?? done;
      return await later(request, Math.max(0, Number(outcome.until) - Date.now()) + Math.random() * 5_000);
    } finally {
      leave();
    }
  };
};
