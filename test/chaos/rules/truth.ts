import type { Violation } from '../history.ts';
import { actsOf, type Trial } from '../trial.ts';

/** What was said to stand does, and what was said to have failed does not. */
export const outcomesAreTrue = ({ runs, hasSettled, recorded }: Trial): Violation[] =>
  [...runs].flatMap(([feed, ofFeed]) =>
    ofFeed.flatMap((run) => {
      const { fence, steps } = run;
      const told = steps.commit?.end?.phase;
      if (fence === null) return [];
      const violation = (what: string): Violation[] => [
        {
          rule: 'outcomes are true',
          feed,
          what: `the commit under fence ${fence} ${what}`,
          acts: actsOf(run, 'commit'),
        },
      ];
      if (told === 'ok' && !hasSettled(feed, fence)) return violation('was said to stand, but it does not');
      // One that found nothing new leaves nothing but its fence, which the next import may have replaced by the time one asks.
      if (told === 'fail' && recorded(feed, fence)) return violation('was said to have failed, but it stands');
      return [];
    }),
  );
