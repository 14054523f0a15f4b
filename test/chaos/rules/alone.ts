import type { Violation } from '../history.ts';
import { findDoubleVisits, findOverlaps, type Overlap } from '../overlaps.ts';
import { actsOf, inOrder, type Trial } from '../trial.ts';

const unexplained = (rule: string, overlaps: readonly Overlap[]): Violation[] =>
  overlaps
    .filter(({ isUncovered }) => isUncovered)
    .map(({ feed, runs: [a, b], from, to, fault }) => ({
      rule,
      feed,
      what: `${a.node} and ${b.node} fetched at once for ${Math.round(to - from)} ms, ${
        fault === null ? 'and nothing had happened to them' : `longer than "${fault}" explains`
      }`,
      acts: inOrder([a, b].flatMap((run) => actsOf(run, 'acquire', 'claim', 'fetch'))),
    }));

/** Two nodes fetch one feed at once in faulted windows only. */
export const fetchesAreAlone = (trial: Trial): Violation[] =>
  unexplained('fetches overlap in faulted windows only', findOverlaps(trial));

/** So does its server see it, which asks no node: no fetch goes on that its import has given up. */
export const visitsAreAlone = (trial: Trial): Violation[] =>
  unexplained('visits overlap in faulted windows only', findDoubleVisits(trial));
