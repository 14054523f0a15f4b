import type { Act, Evidence, Step, Visit } from './history.ts';

/** A step as far as it went: one without an end is not known to have ended. */
export interface Stretch {
  invoke: Act;
  end: Act | null;
}

/** One import, put together from its acts. */
export interface Run {
  name: string;
  node: string;
  feed: string;
  fence: number | null;
  steps: Partial<Record<Step, Stretch>>;
}

export type Committed = Run & { fence: number; steps: { claim: Stretch; commit: Stretch } };

/** The evidence, sorted by what its rules ask for. */
export interface Trial extends Evidence {
  /** Of each feed, in the order in which they began. */
  runs: Map<string, Run[]>;
  /** Whether the row of a feed tells that an import was written down under this fence, be it that nothing had changed. */
  hasSettled(feed: string, fence: number): boolean;
  /** What the history of imports says of a fence; `null`: nothing, as where nothing had changed. */
  recorded(feed: string, fence: number): Evidence['records']['commits'][number] | null;
  /** The import that a request to the server of the feeds was made for; `null`: for none. */
  visitor(visit: Visit): Run | null;
  /** The last act of a node, whatever it was about. */
  lastOf(node: string): Act | null;
}

const runsOf = (acts: readonly Act[]): Run[] => {
  const runs = new Map<string, Run>();
  for (const act of acts) {
    const { run: name, node, feed, step } = act;
    const run = runs.get(name) ?? { name, node, feed, fence: null, steps: {} };
    runs.set(name, run);
    run.fence ??= act.fence;
    if (act.phase === 'invoke') run.steps[step] = { invoke: act, end: null };
    else if (run.steps[step]) run.steps[step].end = act;
  }
  return [...runs.values()];
};

export const groupBy = <Item>(items: Iterable<Item>, keyOf: (item: Item) => string): Map<string, Item[]> => {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
};

const placeOf = (feed: string, fence: number) => `${feed} ${fence}`;

export const openTrial = (evidence: Evidence): Trial => {
  const records = new Map(evidence.records.commits.map((commit) => [placeOf(commit.feed, commit.fence), commit]));
  const settled = new Set(evidence.records.settled.map(({ feed, fence }) => placeOf(feed, fence)));
  const last = new Map(evidence.acts.map((act) => [act.node, act]));
  const runs = groupBy(runsOf(evidence.acts), ({ feed }) => feed);
  return {
    ...evidence,
    runs,
    visitor: ({ feed, node, from }) =>
      runs
        .get(feed)
        ?.findLast((run) => run.node === node && (run.steps.fetch?.invoke.at ?? Number.POSITIVE_INFINITY) <= from) ??
      null,
    hasSettled: (feed, fence) => settled.has(placeOf(feed, fence)),
    recorded: (feed, fence) => records.get(placeOf(feed, fence)) ?? null,
    lastOf: (node) => last.get(node) ?? null,
  };
};

/** Whether its commit stands: it was told so, or nobody told and the database has it. */
export const hasCommitted = (run: Run, { hasSettled }: Trial): run is Committed => {
  const { fence, steps } = run;
  const { claim, commit } = steps;
  if (fence === null || claim?.end?.phase !== 'ok' || commit === undefined) return false;
  const phase = commit.end?.phase ?? 'info';
  return phase === 'ok' || (phase === 'info' && hasSettled(run.feed, fence));
};

/** The acts of some steps of a run, to show what happened. */
export const actsOf = ({ steps }: Run, ...shown: Step[]): Act[] =>
  shown.flatMap((step) => {
    const { invoke, end = null } = steps[step] ?? {};
    return [invoke, end].filter((act) => act != null);
  });

export const inOrder = (acts: Act[]): Act[] => acts.sort((a, b) => a.at - b.at);
