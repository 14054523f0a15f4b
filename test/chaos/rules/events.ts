import type { Violation } from '../history.ts';
import { actsOf, groupBy, type Trial } from '../trial.ts';

const rule = 'events match commits';

/** Each commit that has something to announce is on NATS, whole, and nothing is there without its commit. */
export const eventsMatchCommits = ({ records, announced, runs, recorded }: Trial): Violation[] => {
  const events = groupBy(announced, ({ feed, fence }) => `${feed} ${fence}`);
  const violation = (feed: string, fence: number, what: string): Violation => {
    const run = runs.get(feed)?.find((one) => one.fence === fence);
    return { rule, feed, what, acts: run ? actsOf(run, 'claim', 'commit') : [] };
  };

  const missing = records.commits.flatMap(({ feed, fence, silent = false }) => {
    const there = new Set(events.get(`${feed} ${fence}`)?.map(({ index }) => index));
    if (there.size === 0) return silent ? [] : [violation(feed, fence, `fence ${fence} was never announced`)];
    const gap = [...there.keys()].find((index) => index > 0 && !there.has(index - 1));
    return gap === undefined ? [] : [violation(feed, fence, `event ${gap - 1} of fence ${fence} was never published`)];
  });
  const groundless = [...events.values()].flatMap(([event]) => {
    if (event === undefined || recorded(event.feed, event.fence)) return [];
    return [violation(event.feed, event.fence, `fence ${event.fence} was announced, but never committed`)];
  });
  const { outbox } = records;
  const left = { rule, feed: '', what: `${outbox} events are still to be published`, acts: [] };
  return [...missing, ...groundless, ...(outbox > 0 ? [left] : [])];
};
