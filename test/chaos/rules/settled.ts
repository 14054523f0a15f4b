import type { Violation } from '../history.ts';
import { actsOf, groupBy, inOrder, type Trial } from '../trial.ts';

const rule = 'imports are written under the newest fence';

/** As the row itself tells, whatever any clock or node says: each under the fence that is the newest, and under a new one. */
export const newestIsWritten = ({ records, runs }: Trial): Violation[] =>
  [...groupBy(records.settled, ({ feed }) => feed)].flatMap(([feed, settled]) =>
    settled.flatMap(({ fence, newest }, place) => {
      const before = settled[place - 1]?.fence ?? 0;
      if (fence === newest && fence > before) return [];
      const other = fence < newest ? newest : before;
      const shown = (runs.get(feed) ?? []).filter((run) => run.fence === fence || run.fence === other);
      const what =
        fence < newest
          ? `fence ${fence} was written when fence ${newest} had been minted`
          : `fence ${fence} was written after fence ${before}`;
      return [{ rule, feed, what, acts: inOrder(shown.flatMap((run) => actsOf(run, 'claim', 'commit'))) }];
    }),
  );
