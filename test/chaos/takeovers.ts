import type { Act } from './history.ts';
import type { Presence } from './lives.ts';

/** How long it took from the death of a holder until another node had its lock, in ms. */
export const takeoversOf = (acts: readonly Act[], presences: readonly Presence[]): number[] => {
  const acquired = new Map<string, Act[]>();
  const held = new Set<string>();
  for (const act of acts) {
    if (act.step !== 'acquire' || act.phase !== 'ok') continue;
    held.add(act.run);
    const before = acquired.get(act.feed);
    if (before) before.push(act);
    else acquired.set(act.feed, [act]);
  }
  return presences.flatMap(({ run, feed, to, interrupted }) => {
    if (!interrupted || !held.has(run)) return [];
    const next = acquired.get(feed)?.find((act) => act.at > to && act.run !== run);
    return [next ? next.at - to : Number.POSITIVE_INFINITY];
  });
};

export const percentile = (values: readonly number[], share: number): number | null => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? null;
};
