import type { Hints } from '../../../machines/model.ts';
import { childOf, nodesOf, textOf } from '../xml/node.ts';
import { momentOf } from './moment.ts';
import { countOf } from './number.ts';

/** In ms. */
const minute = 60_000;
const day = 24 * 60 * minute;

/** What is longer or shorter is a mistake. */
const longest = 365 * day;
const shortest = minute;

const periods = new Map([
  ['hourly', day / 24],
  ['daily', day],
  ['weekly', 7 * day],
  ['monthly', 30 * day],
  ['yearly', longest],
]);

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

const plausible = (ms: number): number | null => (ms >= shortest && ms <= longest ? ms : null);

const numberOf = (value: unknown): number => countOf(textOf(value)) ?? Number.NaN;

/** The elements that say when to visit a feed. */
interface Timetable {
  ttls?: unknown;
  skippedHours?: unknown;
  skippedDays?: unknown;
  'sy:updatePeriod'?: unknown;
  'sy:updateFrequency'?: unknown;
  'sy:updateBase'?: unknown;
}

/** How often it is updated. If one of the two is not there, it is as if it said daily, and once. */
const periodOf = (period: unknown, frequency: unknown): number | null => {
  const name = textOf(period);
  const times = textOf(frequency);
  if (name === null && times === null) return null;
  const length = periods.get(name?.toLowerCase() ?? 'daily') ?? Number.NaN;
  return plausible(Math.round(length / (times === null ? 1 : numberOf(times))));
};

/** In order, each once. */
const sorted = (values: number[]): number[] => [...new Set(values)].sort((a, b) => a - b);

const childrenOf = (parents: unknown, name: string): unknown[] =>
  nodesOf(parents).flatMap((parent) => nodesOf(childOf(parent, name)));

/** The hour that begins at midnight is 24 in RSS 0.91. */
const hoursOf = (parents: unknown): number[] =>
  sorted(
    childrenOf(parents, 'hour')
      .map((hour) => numberOf(hour))
      .filter((hour) => hour <= 24)
      .map((hour) => hour % 24),
  );

const daysOf = (parents: unknown): number[] =>
  sorted(
    childrenOf(parents, 'day')
      .map((day) => weekdays.indexOf(textOf(day)?.toLowerCase() ?? ''))
      .filter((day) => day >= 0),
  );

/** Of formats that have none. */
export const noHints: Hints = { ttl: null, period: null, base: null, skipHours: [], skipDays: [] };

/**
 * When a feed asks to be visited: `ttl`, `skipHours` and `skipDays` of RSS 2.0, `sy:updatePeriod`, `sy:updateFrequency` and
 * `sy:updateBase` of the RSS 1.0 module Syndication, in whatever format they stand. What cannot be meant is left out.
 */
export const hintsOf = (feed: Timetable): Hints => ({
  ttl: plausible(numberOf(feed.ttls) * minute),
  period: periodOf(feed['sy:updatePeriod'], feed['sy:updateFrequency']),
  base: momentOf(feed['sy:updateBase']).date,
  skipHours: hoursOf(feed.skippedHours),
  skipDays: daysOf(feed.skippedDays),
});
