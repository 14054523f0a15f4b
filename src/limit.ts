import type { FeedRef, Limits } from '../machines/model.ts';
import { FeedlockError } from './errors.ts';
import { limitsOf } from './fetch/settings.ts';
import { type FeedUrl, parseFeedUrl } from './store/feed-url.ts';
import { whileReachable } from './store/reachable.ts';
import { anObject, requireWanted } from './wanted.ts';

interface LimitSteps {
  find(url: FeedUrl): Promise<FeedRef | null>;
  setLimits(feed: FeedRef, limits: Partial<Limits>): Promise<void>;
}

/** Gives a feed that is known limits of its own. @throws FeedlockError `bad-url`, `bad-option`, `postgres-unreachable` */
export const createLimit =
  ({ find, setLimits }: LimitSteps, system: Limits) =>
  async (raw: string, limits: Partial<Limits>): Promise<void> => {
    const url = parseFeedUrl(raw, 'limit');
    const act = `limit ${url.url}`;
    requireWanted(act, 'what stands for the limits', limits, anObject);
    limitsOf(system, limits, act);
    await whileReachable(act, async () => {
      const feed = await find(url);
      if (feed === null) throw new FeedlockError('bad-option', `${act}: there is no such feed`);
      await setLimits(feed, limits);
    });
  };
