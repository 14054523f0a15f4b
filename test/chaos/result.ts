import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deafnessOf, hasHit, windowsOf } from './excuses.ts';
import { gatherEvents, gatherRecords } from './gather.ts';
import type { Evidence, Violation } from './history.ts';
import { countDoubleVisits, countOverlaps, judge } from './judge.ts';
import { type Presence, presencesOf, readHistories } from './lives.ts';
import type { Strike } from './nemesis.ts';
import type { Stage } from './stage.ts';
import { takeoversOf } from './takeovers.ts';

/** How one kind of fault fared. */
export interface Tally {
  kind: string;
  count: number;
  /** How often an import was in flight where it was done. */
  hit: number;
}

/** What can be said of a run once it is over. */
export interface Findings {
  faults: Tally[];
  /** Committed, with something new. */
  imports: number;
  /** Begun, whatever became of them. */
  begun: number;
  /** Refused to commit, since their fence was superseded. */
  lost: number;
  /** ms from the death of a holder to the next one, each. */
  takeovers: number[];
  /** Two fetches of one feed at once, by what explains them. */
  overlaps: Record<string, number>;
  /** To the server of the feeds. */
  requests: number;
  /** Two of them at once for one feed, as that server saw it, by what explains them. */
  doubleVisits: Record<string, number>;
  deaths: number;
  violations: Violation[];
}

const tally = (strikes: readonly Strike[], presences: readonly Presence[]): Tally[] => {
  const kinds = new Map<string, Tally>();
  for (const strike of strikes) {
    const { kind } = strike;
    const known = kinds.get(kind) ?? { kind, count: 0, hit: 0 };
    kinds.set(kind, known);
    known.count += 1;
    if (hasHit(strike, presences)) known.hit += 1;
  }
  return [...kinds.values()].toSorted((a, b) => a.kind.localeCompare(b.kind));
};

/** Processes that ended though nobody had killed them, and what they themselves call a fault of feedlock. */
const ownFaults = ({ deaths, faults }: Stage): Violation[] => [
  ...deaths
    .filter(({ byItself }) => byItself)
    .map(({ life }) => ({ rule: 'nodes live', feed: '', what: `${life} ended by itself`, acts: [] })),
  ...faults.map(({ life, what }) => ({ rule: 'nothing is internal', feed: '', what: `${life}: ${what}`, acts: [] })),
];

/** Gathers all that can be known of a run, leaves it beside the histories, and judges. */
export const conclude = async (
  stage: Stage,
  strikes: readonly Strike[],
  healed: Evidence['healed'],
): Promise<Findings> => {
  const { folder, ttl, deaths, troubles, origin } = stage;
  const { acts, stalls } = await readHistories(join(folder, 'acts'));
  const presences = presencesOf(acts, deaths);
  const evidence: Evidence = {
    acts,
    windows: windowsOf(strikes, stalls, presences, ttl),
    deafness: deafnessOf(strikes),
    ...(await gatherRecords(stage)),
    announced: await gatherEvents(stage),
    healed,
  };
  const { acts: _, ...others } = evidence;
  await writeFile(join(folder, 'evidence.json'), JSON.stringify({ ...others, strikes, stalls, deaths }));
  await writeFile(join(folder, 'troubles.log'), troubles.join('\n'));
  return {
    faults: tally(strikes, presences),
    imports: evidence.records.commits.filter(({ outcome }) => outcome === 'imported').length,
    begun: presences.length,
    lost: acts.filter(({ step, phase }) => step === 'commit' && phase === 'fail').length,
    takeovers: takeoversOf(acts, presences),
    overlaps: countOverlaps(evidence),
    requests: origin.calls.length,
    doubleVisits: countDoubleVisits(evidence),
    deaths: deaths.length,
    violations: [...ownFaults(stage), ...judge(evidence)],
  };
};

/** Imports whose node has died in them, so far. */
export const countInterrupted = async ({ folder, deaths }: Stage): Promise<number> => {
  const { acts } = await readHistories(join(folder, 'acts'));
  return takeoversOf(acts, presencesOf(acts, deaths)).length;
};
