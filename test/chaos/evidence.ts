import type { Act, Announced, Evidence, Phase, Records, Step } from './history.ts';

type Commit = Records['commits'][number];

/** An import as a test tells it: when its steps began and ended, in ms. A step that is left out never began. */
export interface Told {
  node: string;
  feed?: string;
  fence: number;
  claim?: [from: number, to: number, end?: Phase | null];
  fetch?: [from: number, to: number, end?: Phase | null];
  commit?: [from: number, to: number, end?: Phase | null];
}

const steps = ['claim', 'fetch', 'commit'] as const;

const actsOf = (told: Told): Act[] => {
  const { node, feed = 'feed', fence } = told;
  const act = (step: Step, phase: Phase, at: number): Act => ({
    node,
    feed,
    run: `${node} ${feed} ${fence}`,
    step,
    phase,
    fence: step === 'claim' && phase === 'invoke' ? null : fence,
    at,
    wall: at,
  });
  return steps.flatMap((step) => {
    const [from, to, end = 'ok'] = told[step] ?? [];
    if (from === undefined || to === undefined) return [];
    return [act(step, 'invoke', from), ...(end === null ? [] : [act(step, end, to)])];
  });
};

export const historyOf = (...imports: Told[]): Act[] => imports.flatMap(actsOf).sort((a, b) => a.at - b.at);

export const commitOf = (fence: number, more: Partial<Commit> = {}): Commit => ({
  feed: 'feed',
  fence,
  outcome: 'imported',
  ...more,
});

export const settledOf = (fence: number, newest = fence, feed = 'feed') => ({ feed, fence, newest });

export const eventOf = (fence: number, index = 0, feed = 'feed'): Announced => ({
  id: `${feed}-${fence}-${index}`,
  feed,
  fence,
  index,
});

/** Two imports of one feed, one after the other, of which nothing is wrong. */
export const calm: Evidence = {
  acts: historyOf(
    { node: 'a', fence: 1, claim: [1, 2], fetch: [3, 4], commit: [5, 6] },
    { node: 'b', fence: 2, claim: [11, 12], fetch: [13, 14], commit: [15, 16] },
  ),
  windows: [],
  visits: [],
  deafness: [],
  versions: [
    { feed: 'feed', version: 1, at: 0 },
    { feed: 'feed', version: 2, at: 10 },
  ],
  records: {
    commits: [commitOf(1), commitOf(2)],
    settled: [settledOf(1), settledOf(2)],
    entries: [{ feed: 'feed', identity: 'one', count: 1 }],
    versions: [{ feed: 'feed', version: 2 }],
    outbox: 0,
  },
  announced: [eventOf(1), eventOf(2)],
  healed: { at: 20, bound: 100 },
};
