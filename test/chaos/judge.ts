import type { Evidence, Violation } from './history.ts';
import { findOverlaps } from './overlaps.ts';
import { fetchesAreAlone } from './rules/alone.ts';
import { importsStayApart } from './rules/apart.ts';
import { everyVersionArrives } from './rules/arrival.ts';
import { eventsMatchCommits } from './rules/events.ts';
import { onlyNewestCommits } from './rules/newest.ts';
import { entriesAreThereOnce } from './rules/once.ts';
import { eventsKeepOrder } from './rules/order.ts';
import { fencesRise } from './rules/rising.ts';
import { outcomesAreTrue } from './rules/truth.ts';
import { openTrial, type Trial } from './trial.ts';

const rules: ((trial: Trial) => Violation[])[] = [
  fencesRise,
  onlyNewestCommits,
  importsStayApart,
  outcomesAreTrue,
  everyVersionArrives,
  eventsMatchCommits,
  eventsKeepOrder,
  entriesAreThereOnce,
  fetchesAreAlone,
];

/** All that the evidence shows and that must not be. An order of acts counts only where it is certain. */
export const judge = (evidence: Evidence): Violation[] => {
  const trial = openTrial(evidence);
  return rules.flatMap((rule) => rule(trial));
};

/** How many times two nodes fetched one feed at once, by the fault that explains it. */
export const countOverlaps = (evidence: Evidence): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { fault, isUncovered } of findOverlaps(openTrial(evidence))) {
    const reason = fault === null || isUncovered ? 'unexplained' : fault;
    counts[reason] = (counts[reason] ?? 0) + 1;
  }
  return counts;
};
