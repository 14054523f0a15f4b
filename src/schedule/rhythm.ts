import type { ReadEntry, Rhythm } from '../../machines/model.ts';
import { minute } from './durations.ts';

/** How many publications back the rhythm is looked for. */
const remembered = 20;

/** Entries that follow one another faster were published together. */
const together = 15 * minute;

/** Earlier dates are the zeros of clocks and file systems. */
const earliest = Date.UTC(1990, 0);

type Dated = Pick<ReadEntry, 'published' | 'updated'>;

/** Newest first, each time once. A date that lies ahead says nothing of what was published. */
const timesOf = (entries: Dated[], now: number): number[] => {
  const times = new Set<number>();
  for (const { published, updated } of entries) {
    const time = [published, updated].map(Number).find((time) => time >= earliest && time <= now);
    if (time !== undefined) times.add(time);
  }
  return [...times].sort((a, b) => b - a);
};

/** Between one publication and the one before it, for the newest of them. */
const gapsOf = ([newest = 0, ...earlier]: number[]): number[] => {
  const gaps: number[] = [];
  let last = newest;
  for (const time of earlier) {
    if (last - time < together) continue;
    gaps.push(last - time);
    last = time;
    if (gaps.length === remembered) break;
  }
  return gaps;
};

/** Of the middle, so that neither a burst nor a summer break decides. */
const medianOf = (values: number[]): number | null =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;

/**
 * How often a feed changes, from the dates of its entries in any order: the median gap between its newest publications in
 * ms, and the newest date. Dates that lie ahead of `now` or before 1990 are left out. Both are `null` where nothing is
 * known; of entries that all came at once the gap is the shortest that counts, 15 minutes.
 */
export const rhythmOf = (entries: Dated[], now: Date): Pick<Rhythm, 'gap' | 'newest'> => {
  const times = timesOf(entries, now.getTime());
  const [newest] = times;
  const gap = medianOf(gapsOf(times)) ?? (times.length > 1 ? together : null);
  return { gap, newest: newest === undefined ? null : new Date(newest) };
};
