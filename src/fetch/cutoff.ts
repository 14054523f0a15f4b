import type { Limits } from '../../machines/model.ts';
import { FeedlockError } from '../errors.ts';

/** What a fetch is waiting for, and how long it may. */
export interface Wait {
  ms: number;
  /** What has not happened when it is over. */
  lack: string;
}

/** Ends a fetch before its time: by the caller's signal or by a time-out, whichever comes first. */
export interface Cutoff {
  /** `null` until the fetch was cut. */
  readonly reason: FeedlockError | null;
  /** Aborted when the fetch is cut. Made when it is first asked for, since most fetches have no use for it. */
  readonly signal: AbortSignal;
  /** Called once with the reason. The step under way sets it, and clears it when it has ended. */
  onCut: ((reason: FeedlockError) => void) | null;
  /** Bounds what comes next beside the total; `null`: nothing does. */
  expect(wait: Wait | null): void;
  clear(): void;
}

/**
 * One timer and one listener for all hops: `AbortSignal.any` and `AbortSignal.timeout` cost more than a whole 304. The timer
 * runs for the shortest of the periods, and then for what is left of the one that it is about: most fetches never see it.
 */
export const createCutoff = (signal: AbortSignal, limits: Limits, act: string): Cutoff => {
  const { totalTimeout, connectTimeout, headersTimeout } = limits;
  const shortest = Math.min(totalTimeout, connectTimeout, headersTimeout);
  const end = performance.now() + totalTimeout;
  let wait: Wait | null = null;
  let waitEnd = Number.POSITIVE_INFINITY;
  let reason: FeedlockError | null = null;
  let controller: AbortController | null = null;

  const cut = (why: FeedlockError) => {
    reason = why;
    cutoff.clear();
    controller?.abort(why);
    cutoff.onCut?.(why);
  };
  const cancel = () => cut(new FeedlockError('cancelled', `${act}: cancelled`, { cause: signal.reason }));
  const expire = (lack: string, ms: number) =>
    cut(new FeedlockError('timeout', `${act}: ${lack} within ${ms / 1000} s`));
  const ring = () => {
    // A timer may be early by the fraction of a millisecond that it is rounded by.
    const now = performance.now() + 1;
    if (now >= end) expire('not complete', totalTimeout);
    else if (wait && now >= waitEnd) expire(wait.lack, wait.ms);
    else timer = setTimeout(ring, Math.min(end, waitEnd, now + shortest) - now + 1);
  };

  let timer = setTimeout(ring, shortest);
  signal.addEventListener('abort', cancel);

  const cutoff: Cutoff = {
    get reason() {
      return reason;
    },
    get signal() {
      controller ??= new AbortController();
      if (reason) controller.abort(reason);
      return controller.signal;
    },
    onCut: null,
    expect(next) {
      wait = next;
      waitEnd = next ? performance.now() + next.ms : Number.POSITIVE_INFINITY;
    },
    clear() {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
    },
  };
  if (signal.aborted) cancel();
  return cutoff;
};
