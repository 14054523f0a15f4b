import type { Window } from './history.ts';
import type { Run, Trial } from './trial.ts';

/** A time in which two nodes fetched the same feed. */
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
const fetchesOf = (runs: readonly Run[], { lastOf }: Trial): Fetch[] =>
  runs
    .flatMap((run) => {
      const { fetch } = run.steps;
      if (fetch === undefined) return [];
      const from = fetch.invoke.at;
      return [{ run, from, to: (fetch.end ?? lastOf(run.node))?.at ?? from }];
    })
    .sort((a, b) => a.from - b.from);

const cover = (windows: readonly Window[], [a, b]: [Run, Run], from: number, to: number) => {
  const touching = windows
    .filter(({ node }) => node === null || node === a.node || node === b.node)
    .filter((window) => window.from < to && window.to > from)
    .sort((one, other) => one.from - other.from);
  let covered = from;
  for (const window of touching) if (window.from <= covered) covered = Math.max(covered, window.to);
  return { fault: touching[0]?.fault ?? null, isUncovered: covered < to };
};

export const findOverlaps = (trial: Trial): Overlap[] =>
  [...trial.runs].flatMap(([feed, runs]) => {
    const found: Overlap[] = [];
    let open: Fetch[] = [];
    for (const fetch of fetchesOf(runs, trial)) {
      open = open.filter(({ to }) => to > fetch.from);
      for (const other of open) {
        const pair: [Run, Run] = [other.run, fetch.run];
        const [from, to] = [fetch.from, Math.min(other.to, fetch.to)];
        if (to > from) found.push({ feed, runs: pair, from, to, ...cover(trial.windows, pair, from, to) });
      }
      open.push(fetch);
    }
    return found;
  });
