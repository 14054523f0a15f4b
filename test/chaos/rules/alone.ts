import type { Violation } from '../history.ts';
import { findOverlaps } from '../overlaps.ts';
import { actsOf, inOrder, type Trial } from '../trial.ts';

/** Two nodes fetch one feed at once in faulted windows only. */
export const fetchesAreAlone = (trial: Trial): Violation[] =>
  findOverlaps(trial)
    .filter(({ isUncovered }) => isUncovered)
    .map(({ feed, runs: [a, b], from, to, fault }) => ({
      rule: 'fetches overlap in faulted windows only',
      feed,
      what: `${a.node} and ${b.node} fetched at once for ${Math.round(to - from)} ms, ${
        fault === null ? 'and nothing had happened to them' : `longer than "${fault}" explains`
      }`,
      acts: inOrder([a, b].flatMap((run) => actsOf(run, 'acquire', 'claim', 'fetch'))),
    }));
