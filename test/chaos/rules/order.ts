import type { Announced, Violation } from '../history.ts';
import { actsOf, groupBy, inOrder, type Trial } from '../trial.ts';

const isBehind = (a: Announced, b: Announced) => a.fence < b.fence || (a.fence === b.fence && a.index < b.index);

/** Leaving out what comes again, the events of a feed are in the order of its commits. */
export const eventsKeepOrder = ({ announced, runs }: Trial): Violation[] =>
  [...groupBy(announced, ({ feed }) => feed)].flatMap(([feed, events]) => {
    const seen = new Set<string>();
    const first = events.filter(({ id }) => !seen.has(id) && seen.add(id));
    return first.flatMap((event, place) => {
      const before = first[place - 1];
      if (before === undefined || isBehind(before, event)) return [];
      const what = `event ${event.index} of fence ${event.fence} first came after event ${before.index} of fence ${before.fence}`;
      const shown = (runs.get(feed) ?? []).filter(({ fence }) => fence === event.fence || fence === before.fence);
      const acts = inOrder(shown.flatMap((run) => actsOf(run, 'claim', 'commit')));
      return [{ rule: 'events keep their order', feed, what, acts }];
    });
  });
