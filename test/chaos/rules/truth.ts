import type { Violation } from '../history.ts';
import { actsOf, type Trial } from '../trial.ts';

/** What was said to have failed does not stand. */
export const outcomesAreTrue = ({ runs, recorded }: Trial): Violation[] =>
  [...runs].flatMap(([feed, ofFeed]) =>
    ofFeed.flatMap((run) => {
      const { fence, steps } = run;
      if (steps.commit?.end?.phase !== 'fail' || fence === null) return [];
      if (recorded(feed, fence)?.outcome !== 'imported') return [];
      const what = `the commit under fence ${fence} was said to have failed, but it stands`;
      return [{ rule: 'outcomes are true', feed, what, acts: actsOf(run, 'commit') }];
    }),
  );
