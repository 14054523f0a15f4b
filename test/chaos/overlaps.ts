import type { Window } from './history.ts';
import { groupBy, type Run, type Trial } from './trial.ts';

/** A time in which two imports fetched the same feed. */
export interface Overlap {
  feed: string;
  runs: [Run, Run];
  from: number;
  to: number;
  /** Of the window that it began in, or else of the first that it came to touch; `null`: in none. */
  fault: string | null;
  /** Whether some of it was in no window. */
  isUncovered: boolean;
}

interface Fetch {
  run: Run;
  from: number;
  to: number;
}

/** One that never ended went on for as long as its node gave a sign, at least. */
const fetchesOf = ({ runs, lastOf }: Trial): Fetch[] =>
  [...runs.values()].flat().flatMap((run) => {
    const { fetch } = run.steps;
    if (fetch === undefined) return [];
    const from = fetch.invoke.at;
    return [{ run, from, to: (fetch.end ?? lastOf(run.node))?.at ?? from }];
  });

const isOf = ({ node, runs }: Window, run: Run): boolean =>
  (node === null || node === run.node) && (runs === undefined || runs.includes(run.name));

const cover = (windows: readonly Window[], [a, b]: [Run, Run], from: number, to: number) => {
  const touching = windows
    .filter((window) => window.from < to && window.to > from)
    .filter((window) => isOf(window, a) || isOf(window, b))
    .sort((one, other) => one.from - other.from);
  let covered = from;
  for (const window of touching) if (window.from <= covered) covered = Math.max(covered, window.to);
  return { fault: touching[0]?.fault ?? null, isUncovered: covered < to };
};

const overlapsOf = (fetches: readonly Fetch[], windows: readonly Window[]): Overlap[] =>
  [...groupBy(fetches, ({ run }) => run.feed)].flatMap(([feed, ofFeed]) => {
    const found: Overlap[] = [];
    let open: Fetch[] = [];
    for (const fetch of ofFeed.toSorted((a, b) => a.from - b.from)) {
      open = open.filter(({ to }) => to > fetch.from);
      for (const other of open) {
        const pair: [Run, Run] = [other.run, fetch.run];
        const [from, to] = [fetch.from, Math.min(other.to, fetch.to)];
        if (to > from) found.push({ feed, runs: pair, from, to, ...cover(windows, pair, from, to) });
      }
      open.push(fetch);
    }
    return found;
  });

/** As the nodes tell. */
export const findOverlaps = (trial: Trial): Overlap[] => overlapsOf(fetchesOf(trial), trial.windows);

/** As the server of the feeds tells. */
export const findDoubleVisits = (trial: Trial): Overlap[] => {
  const fetches = trial.visits.flatMap((visit) => {
    const run = trial.visitor(visit);
    return run ? [{ run, from: visit.from, to: visit.to }] : [];
  });
  return overlapsOf(fetches, [...trial.windows, ...trial.deafness]);
};
