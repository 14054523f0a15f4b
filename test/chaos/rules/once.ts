import type { Violation } from '../history.ts';
import { hasCommitted, type Trial } from '../trial.ts';

const rule = 'entries are there once';

const violation = (feed: string, identity: string, count: number): Violation => ({
  rule,
  feed,
  what: `entry ${identity} is there ${count} times`,
  acts: [],
});

/** By import, what it was answered with at last. */
const answersOf = (trial: Trial) => {
  const answers = new Map(trial.visits.map((visit) => [trial.visitor(visit), visit.entries]));
  return [...answers].flatMap(([run, entries]) => {
    if (run === null || !hasCommitted(run, trial)) return [];
    return trial.recorded(run.feed, run.fence)?.outcome === 'imported' ? [{ feed: run.feed, entries }] : [];
  });
};

/** Every entry that was answered to an import which was committed is there, and none is there twice. */
export const entriesAreThereOnce = (trial: Trial): Violation[] => {
  const { entries } = trial.records;
  const there = new Set(entries.map(({ feed, identity }) => `${feed} ${identity}`));
  const wanted = answersOf(trial).flatMap(({ feed, entries: ofAnswer }) =>
    ofAnswer.map((identity) => ({ feed, identity })),
  );
  return [
    ...entries.filter(({ count }) => count !== 1).map(({ feed, identity, count }) => violation(feed, identity, count)),
    ...wanted
      .filter(({ feed, identity }) => !there.has(`${feed} ${identity}`))
      .map(({ feed, identity }) => violation(feed, identity, 0)),
  ];
};
