import { FeedlockError } from '../errors.ts';

/** Ends a fetch before its time: by the caller's signal or by the total time-out, whichever comes first. */
export interface Cutoff {
  /** `null` until the fetch was cut. */
  readonly reason: FeedlockError | null;
  /** Called once with the reason. The exchange under way sets it, and clears it when it has ended. */
  onCut: ((reason: FeedlockError) => void) | null;
  clear(): void;
}

/** One timer and one listener for all hops: `AbortSignal.any` and `AbortSignal.timeout` cost more than a whole 304. */
export const createCutoff = (signal: AbortSignal, totalTimeout: number, act: string): Cutoff => {
  let reason: FeedlockError | null = null;
  const cut = (why: FeedlockError) => {
    reason = why;
    cutoff.clear();
    cutoff.onCut?.(why);
  };
  const cancel = () => cut(new FeedlockError('cancelled', `${act}: cancelled`, { cause: signal.reason }));
  const expire = () => cut(new FeedlockError('timeout', `${act}: not complete within ${totalTimeout / 1000} s`));

  const timer = setTimeout(expire, totalTimeout);
  signal.addEventListener('abort', cancel);

  const cutoff: Cutoff = {
    get reason() {
      return reason;
    },
    onCut: null,
    clear() {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
    },
  };
  if (signal.aborted) cancel();
  return cutoff;
};
