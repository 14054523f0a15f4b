import type { Rhythm } from '../../machines/model.ts';
import { askedByFeed, atMost } from './asked.ts';
import { day, hour, minute } from './durations.ts';
import { type Bounds, backOff, estimate, jitter } from './estimate.ts';
import { postponed } from './skips.ts';

/** A visit that has just ended. Times in ms. */
export interface Visit {
  /** By the clock of Postgres. */
  now: Date;
  /** Its `failures` count this visit: 0 after a success. */
  rhythm: Rhythm;
  /** How long the answer may be used without asking again (RFC 9111, `Cache-Control` and `Expires`). */
  freshFor: number | null;
  /** How long the server asked to be left alone (RFC 9110 section 10.2.3). */
  retryAfter: number | null;
}

/** Every 15 minutes at most, every 24 hours at least. */
export const defaultBounds = { min: 15 * minute, max: day } satisfies Bounds;

/** No server means more. What is asked for in good faith is far below. */
const longestRetry = 30 * day;

/** Of the first hour after hours that are skipped. */
const spread = hour / 2;

/**
 * How long to wait after a visit until the feed is due again, in whole ms. Our own estimate follows the rhythm of the feed
 * and keeps within `bounds`; after failures it is an exponential back-off. What server and feed ask for may only delay
 * further, beyond the bounds too, and up to 10 % are added to it: `freshFor` up to a day, `ttl` and period up to a day (after a
 * success: a failed visit has brought nothing that lasts), `retryAfter`, and at last the hours and days to be skipped.
 * `random` gives numbers from 0 to below 1.
 */
export const delayUntilDue = (visit: Visit, bounds: Bounds, random: () => number): number => {
  const { now, rhythm, freshFor, retryAfter } = visit;
  const { failures, hints } = rhythm;
  const own = failures > 0 ? backOff(failures, bounds, random()) : estimate(rhythm, now, bounds, random());
  const byFeed = hints !== null && failures === 0 ? askedByFeed(hints, now) : 0;
  const asked = Math.max(atMost(day, freshFor), byFeed, atMost(longestRetry, retryAfter));
  const delay = Math.max(1, Math.ceil(Math.max(own, asked + asked * jitter * random())));
  return hints === null ? delay : delay + postponed(Number(now) + delay, hints, Math.floor(spread * random()));
};
