import type { Violation } from '../history.ts';
import { actsOf, type Committed, hasCommitted, inOrder, type Trial } from '../trial.ts';

/** Its claim was made by `from` at the latest, its commit at `to` at the earliest. */
const certain = ({ steps: { claim, commit } }: Committed) => ({
  from: claim.end?.at ?? Number.POSITIVE_INFINITY,
  to: commit.invoke.at,
});

/** From claim to commit, no two imports of a feed that were committed ran at the same time. */
export const importsStayApart = (trial: Trial): Violation[] =>
  [...trial.runs].flatMap(([feed, runs]) => {
    const committed = runs.filter((run) => hasCommitted(run, trial)).sort((a, b) => certain(a).from - certain(b).from);
    return committed.flatMap((run, place) => {
      const before = committed[place - 1];
      if (before === undefined || certain(run).from >= certain(before).to) return [];
      const what = `the imports under the fences ${before.fence} and ${run.fence} ran at the same time, and both were committed`;
      const acts = inOrder([before, run].flatMap((one) => actsOf(one, 'claim', 'commit')));
      return [{ rule: 'committed imports never interleave', feed, what, acts }];
    });
  });
