import type { Act } from './history.ts';
import type { Presence } from './lives.ts';

/** Nobody but its caller repeats an import that the queue knows nothing of. */
const isDirect = (run: string) => run.endsWith(' direct');

/** How long it took from the death of a holder of queued work until another node had its lock, in ms. */
export const takeoversOf = (acts: readonly Act[], presences: readonly Presence[]): number[] => {
  const acquired = new Map<string, Act[]>();
  const held = new Map<string, number>();
  for (const act of acts) {
    if (act.step !== 'acquire' || act.phase !== 'ok') continue;
    held.set(act.run, act.at);
    const before = acquired.get(act.feed);
    if (before) before.push(act);
    else acquired.set(act.feed, [act]);
  }
  return presences.flatMap(({ run, feed, to, interrupted }) => {
    const since = held.get(run);
    if (!interrupted || since === undefined || isDirect(run)) return [];
    // Of one that had slept past its lease another may have taken over before it died.
    const next = acquired.get(feed)?.find((act) => act.at > since && act.run !== run);
    if (next && next.at < to) return [];
    return [next ? next.at - to : Number.POSITIVE_INFINITY];
  });
};

export const percentile = (values: readonly number[], share: number): number | null => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? null;
};
