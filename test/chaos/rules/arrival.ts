import type { Act, Version, Violation } from '../history.ts';
import { actsOf, groupBy, hasCommitted, inOrder, type Run, type Trial } from '../trial.ts';

const rule = 'every version arrives';

/** The end of the first import that can have seen the version; `null`: it was by a node that could not tell any more. */
const arrivalOf = ({ feed, at }: Version, trial: Trial): { run: Run; end: Act } | null => {
  const arrivals = (trial.runs.get(feed) ?? []).flatMap((run) => {
    const seen = run.steps.fetch?.end?.at ?? Number.NEGATIVE_INFINITY;
    if (seen < at || !hasCommitted(run, trial)) return [];
    const outcome = trial.recorded(feed, run.fence)?.outcome ?? 'unchanged';
    const { end } = run.steps.commit;
    return end && (outcome === 'imported' || outcome === 'unchanged') ? [{ run, end }] : [];
  });
  return arrivals.sort((a, b) => a.end.at - b.end.at)[0] ?? null;
};

/** What a feed served while there were faults is imported once they are over, and soon. */
export const everyVersionArrives = (trial: Trial): Violation[] => {
  const { healed, records, runs } = trial;
  const due = healed.at + healed.bound;
  const imported = new Map(records.versions.map(({ feed, version }) => [feed, version]));
  const served = trial.versions.filter(({ at }) => at <= healed.at);
  return [...groupBy(served, ({ feed }) => feed)].flatMap(([feed, versions]) => {
    const newest = versions.reduce((a, b) => (b.version > a.version ? b : a));
    const last = runs.get(feed)?.at(-1);
    const has = imported.get(feed) ?? null;
    if (has === null || has < newest.version) {
      const what = `version ${newest.version} was never imported, the last one is ${has ?? 'none'}`;
      return [{ rule, feed, what, acts: last ? inOrder(actsOf(last, 'acquire', 'claim', 'fetch', 'commit')) : [] }];
    }
    const arrival = arrivalOf(newest, trial);
    if (arrival === null || arrival.end.at <= due) return [];
    const late = Math.round(arrival.end.at - healed.at);
    const what = `version ${newest.version} took ${late} ms after healing, ${healed.bound} are allowed`;
    return [{ rule, feed, what, acts: inOrder(actsOf(arrival.run, 'acquire', 'claim', 'fetch', 'commit')) }];
  });
};
