import type { Act } from './history.ts';
import type { Presence } from './lives.ts';
import { groupBy } from './trial.ts';

/** Nobody but its caller repeats an import that the queue knows nothing of. */
const isDirect = (run: string) => run.endsWith(' direct');

/**
 * How long it took from the death of a holder of queued work until another node had the lock of its feed, in ms. Of one whose
 * successor died before it had that, only the death of the last is followed by a takeover.
 */
export const takeoversOf = (acts: readonly Act[], presences: readonly Presence[]): number[] => {
  const acquired = groupBy(
    acts.filter(({ step, phase }) => step === 'acquire' && phase === 'ok'),
    ({ feed }) => feed,
  );
  const dead = presences.filter(({ run, interrupted }) => interrupted && !isDirect(run));
  return [...groupBy(dead, ({ feed }) => feed)].flatMap(([feed, ofFeed]) =>
    ofFeed.flatMap(({ run, from, to }) => {
      const next = acquired.get(feed)?.find((act) => act.run !== run && act.at > from);
      const at = next?.at ?? Number.POSITIVE_INFINITY;
      // Of one that had slept past its lease another may have taken over before it died.
      const isOver = at < to || ofFeed.some((other) => other.to > to && other.to < at);
      return isOver ? [] : [at - to];
    }),
  );
};

export const percentile = (values: readonly number[], share: number): number | null => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? null;
};
