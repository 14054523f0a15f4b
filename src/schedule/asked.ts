import type { Hints } from '../../machines/model.ts';
import { day } from './durations.ts';

/** What was asked for, in ms, no longer than `most`: values of many years are seen. */
export const atMost = (most: number, asked: number | null): number =>
  asked !== null && asked > 0 ? Math.min(asked, most) : 0;

/** Until the next of the moments that lie whole periods from the base. */
const untilNext = (period: number, base: number, now: number): number => {
  const past = (now - base) % period;
  return past < 0 ? -past : period - past;
};

/** `sy:updateBase` makes the period exact: the feed changes at these moments, and not before the next of them. */
const untilUpdate = ({ period, base }: Hints, now: Date): number => {
  const wait = atMost(day, period);
  const isExact = base !== null && wait > 0 && wait === period;
  return isExact ? atMost(wait, untilNext(period, Number(base), Number(now))) : wait;
};

/**
 * How long a feed asks not to be visited, in ms, a day at most: its `ttl` (RSS 2.0, "how long a channel can be cached"), and
 * the period between its updates (RSS 1.0 module Syndication).
 */
export const askedByFeed = (hints: Hints, now: Date): number =>
  Math.max(atMost(day, hints.ttl), untilUpdate(hints, now));
