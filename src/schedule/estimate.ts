import type { Rhythm } from '../../machines/model.ts';
import { hour } from './durations.ts';

/** For our own estimates, in ms. */
export interface Bounds {
  min: number;
  max: number;
}

/** Of a feed of which nothing is known, in ms. */
const ofUnknown = hour;

/** By how much of itself a time is spread, so that feeds that were visited together do not stay together. */
export const jitter = 0.1;

/**
 * How long to wait until the next visit, in ms, as the feed's rhythm has it: a quarter of the usual gap between its entries,
 * or, when it has fallen silent, a thirtieth of the time since its newest: every six hours after a week, every twelve after two,
 * every day after a month (CommaFeed does so in steps).
 */
const estimateOf = ({ gap, newest }: Rhythm, now: Date): number => {
  const age = Number(now) - Number(newest ?? now);
  const usual = gap !== null && gap >= 0 ? gap / 4 : ofUnknown;
  return age > 0 ? Math.max(usual, age / 30) : usual;
};

const between = (low: number, high: number, share: number): number => low + (high - low) * share;

/** Our own estimate within the bounds, and spread by ±10 % without leaving them. */
export const estimate = (rhythm: Rhythm, now: Date, { min, max }: Bounds, random: number): number => {
  const middle = Math.min(Math.max(estimateOf(rhythm, now), min), max);
  const reach = middle * jitter;
  return between(Math.max(min, middle - reach), Math.min(max, middle + reach), random);
};

/**
 * After a failure: between `min` and twice as much as for the failure before, with full jitter ("Exponential Backoff And
 * Jitter", AWS Architecture Blog), but from `min` rather than from zero. It never stops for good.
 */
export const backOff = (failures: number, { min, max }: Bounds, random: number): number =>
  between(min, Math.max(min, Math.min(max, min * 2 ** failures)), random);
