import type { Hints } from '../../machines/model.ts';
import { day, hour } from './durations.ts';

/** Those that may be skipped. A list that leaves none out is not meant. */
const meant = (skipped: number[], count: number): Set<number> => {
  const found = new Set(skipped.filter((value) => Number.isInteger(value) && value >= 0 && value < count));
  return found.size < count ? found : new Set();
};

/** UTC, for times of any size. */
const hourOf = (time: number): number => ((Math.floor(time / hour) % 24) + 24) % 24;
/** The first day of 1970 was a Thursday. */
const weekdayOf = (time: number): number => (((Math.floor(time / day) + 4) % 7) + 7) % 7;

/** At the latest after all hours of a week but one. */
const opening = (time: number, isOpen: (time: number) => boolean): number => {
  let start = (Math.floor(time / hour) + 1) * hour;
  for (let hours = 1; hours < 7 * 24 && !isOpen(start); hours += 1) start += hour;
  return start;
};

/**
 * How much later than `time` a feed may be visited that asks not to be in some hours or days (RSS 2.0 `skipHours`,
 * `skipDays`): 0 if it may be then, else until the first hour that is allowed and `spread` (ms, less than an hour) into it, so
 * that not all come as it begins. Nor do those come before it that were due then anyway: a later time never gives an earlier
 * visit.
 */
export const postponed = (time: number, { skipHours, skipDays }: Hints, spread: number): number => {
  // The hour that begins at midnight is 24 in RSS 0.91.
  const hours = meant(
    skipHours.map((hour) => (hour === 24 ? 0 : hour)),
    24,
  );
  const days = meant(skipDays, 7);
  const isOpen = (time: number) => !hours.has(hourOf(time)) && !days.has(weekdayOf(time));
  const from = isOpen(time) ? time - spread : time;
  return isOpen(from) ? 0 : opening(from, isOpen) + spread - time;
};
