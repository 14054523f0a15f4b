import type { Violation } from '../history.ts';
import { actsOf, groupBy, inOrder, type Run, type Trial } from '../trial.ts';

const rule = 'fences rise';

/** In the order of the database, each commit of a feed is under a higher fence than all before it. */
const committed = ({ records, runs }: Trial): Violation[] =>
  [...groupBy(records.commits, ({ feed }) => feed)].flatMap(([feed, commits]) =>
    commits.flatMap(({ fence }, place) => {
      const before = commits[place - 1]?.fence ?? 0;
      if (fence > before) return [];
      const shown = (runs.get(feed) ?? []).filter((run) => run.fence === fence || run.fence === before);
      const acts = inOrder(shown.flatMap((run) => actsOf(run, 'claim', 'commit')));
      return [{ rule, feed, what: `fence ${fence} was committed after fence ${before}`, acts }];
    }),
  );

const hasClaimed = ({ steps }: Run) => steps.claim?.end?.phase === 'ok';

const claimedTwice = ({ runs }: Trial): Violation[] =>
  [...runs].flatMap(([feed, ofFeed]) =>
    [...groupBy(ofFeed.filter(hasClaimed), ({ fence }) => `${fence}`)].flatMap(([fence, claims]) => {
      if (claims.length === 1) return [];
      const acts = inOrder(claims.slice(0, 2).flatMap((run) => actsOf(run, 'claim')));
      return [{ rule, feed, what: `fence ${fence} was claimed ${claims.length} times`, acts }];
    }),
  );

export const fencesRise = (trial: Trial): Violation[] => [...committed(trial), ...claimedTwice(trial)];
