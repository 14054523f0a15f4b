import { createHash } from 'node:crypto';
import type { Grant, Lease } from '../../machines/model.ts';
import { FeedlockError, rethrowAs } from '../errors.ts';
import { aFunction, aText, requireWanted } from '../wanted.ts';

/** What a task gets that runs under a lock. */
export interface Exclusive {
  /** Aborts when the lease is lost: someone else may run the task from then on. */
  signal: AbortSignal;
  /** Rises with every run of this key. Whatever the task writes must be refused where a higher fence has written. */
  fence: number;
  /** Ends with the lease: `true` as long as it is ours. Ask before a step that cannot be taken back. */
  held(): boolean;
}

export type ExclusiveOutcome<Result> =
  | { status: 'done'; fence: number; result: Result }
  | { status: 'skipped'; holder: string | null }
  /** The lease ran out while the task ran. What it returned is here, but another may have run meanwhile. */
  | { status: 'lost'; fence: number; result: Result };

interface ExclusiveSteps {
  lock(key: string, url: string, signal?: AbortSignal): Promise<Grant>;
  keep(lease: Lease, onLost: () => void): () => void;
  mintFence(key: string): Promise<number>;
}

/** Names are free; keys of the bucket are not. */
const lockKeyOf = (key: string) => `exclusive.${createHash('sha256').update(key).digest('hex')}`;

/**
 * Runs a task of one's own that must not run twice at once, under the lock that guards feeds.
 *
 * The lock alone cannot stop a paused process that wakes up late: the store that the task writes to must check the fence.
 *
 * @throws whatever the task throws, after the lock has been released; FeedlockError `nats-unreachable`,
 * `postgres-unreachable`, `bad-option`
 */
export const createExclusive =
  ({ lock, keep, mintFence }: ExclusiveSteps) =>
  async <Result>(key: string, task: (run: Exclusive) => Promise<Result>): Promise<ExclusiveOutcome<Result>> => {
    requireWanted('run exclusively', 'the key', key, aText);
    const act = `run ${key} exclusively`;
    requireWanted(act, 'the task', task, aFunction);
    const lockKey = lockKeyOf(key);
    const grant = await lock(lockKey, key);
    if (grant.lease === null) return { status: 'skipped', holder: grant.holder };
    const { lease } = grant;
    const loss = new AbortController();
    const stopKeeping = keep(lease, () => loss.abort(new FeedlockError('cancelled', `${act}: the lease was lost`)));
    try {
      const fence = await mintFence(lockKey).catch(rethrowAs('postgres-unreachable', act));
      // Minted after a pause, it may be above the fence of whoever holds the lock by now.
      if (performance.now() >= lease.deadline) return { status: 'skipped', holder: null };
      const result = await task({ signal: loss.signal, fence, held: () => !loss.signal.aborted });
      return { status: loss.signal.aborted ? 'lost' : 'done', fence, result };
    } finally {
      stopKeeping();
      // What is not released expires; the task's own result or error must not be lost over it.
      await lease.release().catch(() => {});
    }
  };
