import type { Violation } from '../history.ts';
import type { Trial } from '../trial.ts';

export const entriesAreThereOnce = ({ records }: Trial): Violation[] =>
  records.entries
    .filter(({ count }) => count !== 1)
    .map(({ feed, identity, count }) => ({
      rule: 'entries are there once',
      feed,
      what: `entry ${identity} is there ${count} times`,
      acts: [],
    }));
