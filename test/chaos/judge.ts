import type { Evidence, Violation } from './history.ts';
import { findDoubleVisits, findOverlaps, type Overlap } from './overlaps.ts';
import { fetchesAreAlone, visitsAreAlone } from './rules/alone.ts';
import { importsStayApart } from './rules/apart.ts';
import { everyVersionArrives } from './rules/arrival.ts';
import { eventsMatchCommits } from './rules/events.ts';
import { onlyNewestCommits } from './rules/newest.ts';
import { entriesAreThereOnce } from './rules/once.ts';
import { eventsKeepOrder } from './rules/order.ts';
import { fencesRise } from './rules/rising.ts';
import { newestIsWritten } from './rules/settled.ts';
import { outcomesAreTrue } from './rules/truth.ts';
import { openTrial, type Trial } from './trial.ts';

const rules: ((trial: Trial) => Violation[])[] = [
  fencesRise,
  newestIsWritten,
  onlyNewestCommits,
  importsStayApart,
  outcomesAreTrue,
  everyVersionArrives,
  eventsMatchCommits,
  eventsKeepOrder,
  entriesAreThereOnce,
  fetchesAreAlone,
  visitsAreAlone,
];

/** All that the evidence shows and that must not be. An order of acts counts only where it is certain. */
export const judge = (evidence: Evidence): Violation[] => {
  const trial = openTrial(evidence);
  return rules.flatMap((rule) => rule(trial));
};

/** By the fault that explains it. */
const countBy = (overlaps: readonly Overlap[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { fault, isUncovered } of overlaps) {
    const reason = fault === null || isUncovered ? 'unexplained' : fault;
    counts[reason] = (counts[reason] ?? 0) + 1;
  }
  return counts;
};

/** How many times two nodes fetched one feed at once, by the fault that explains it. */
export const countOverlaps = (evidence: Evidence): Record<string, number> => countBy(findOverlaps(openTrial(evidence)));

/** How many times its server saw them do so. */
export const countDoubleVisits = (evidence: Evidence): Record<string, number> =>
  countBy(findDoubleVisits(openTrial(evidence)));
