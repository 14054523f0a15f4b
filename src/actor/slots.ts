import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Grant, Lease } from '../../machines/model.ts';
import { FeedlockError } from '../errors.ts';

export interface SlotDeps {
  /** The lock that feeds are imported under. `url`: named to whoever finds the slot taken. */
  acquire(key: string, url: string, signal: AbortSignal): Promise<Grant>;
  /** Keeps a lease alive until the function returned is called. `onLost`: called once. */
  keep(lease: Lease, onLost: () => void): () => void;
}

/** ms between two rounds over busy slots: random, so that those who wait do not come in step. */
const pollDelay = () => 100 + Math.random() * 150;

const shuffled = (count: number): number[] => {
  const order: number[] = [];
  for (let n = 0; n < count; n++) {
    const place = Math.floor(Math.random() * (n + 1));
    order.push(order[place] ?? n);
    order[place] = n;
  }
  return order;
};

/** The places that all nodes together have at a host: leases, so that those of a dead node come back. */
export const createSlots = ({ acquire, keep }: SlotDeps, { concurrency }: { concurrency: number }) => {
  const underway = new Set<Promise<unknown>>();
  const releasing = new Map<string, Promise<unknown>>();
  let stopped = false;

  const tryAll = async (digest: string, url: string, signal: AbortSignal): Promise<Lease | null> => {
    for (const n of shuffled(concurrency)) {
      const { lease } = await acquire(`host.${digest}.${n}`, url, signal);
      if (lease) return lease;
    }
    return null;
  };

  /** What is not released expires. */
  const release = (lease: Lease, digest: string) => {
    const all = Promise.allSettled([releasing.get(digest), lease.release()]).then(() => {
      if (releasing.get(digest) === all) releasing.delete(digest);
    });
    releasing.set(digest, all);
  };

  const wait = async (digest: string, url: string, signal: AbortSignal): Promise<Lease> => {
    // Our own slots are the first to come back.
    await releasing.get(digest);
    let lease = await tryAll(digest, url, signal);
    while (lease === null && !stopped) {
      await delay(pollDelay(), undefined, { signal });
      lease = await tryAll(digest, url, signal);
    }
    if (lease !== null && !stopped) return lease;
    if (lease !== null) release(lease, digest);
    throw new FeedlockError('stopped', `wait for a place at the host of ${url}: this node is being stopped`);
  };

  return {
    /** Waits for a slot at the host; the function returned gives it back. Rejects with the signal's reason, or when nobody can say. */
    take: async (host: string, url: string, signal: AbortSignal, onLost: () => void): Promise<() => void> => {
      const digest = createHash('sha256').update(host).digest('hex');
      const waiting = wait(digest, url, signal);
      underway.add(waiting);
      try {
        const lease = await waiting;
        const letGo = keep(lease, onLost);
        return () => {
          letGo();
          release(lease, digest);
        };
      } catch (thrown) {
        signal.throwIfAborted();
        throw thrown;
      } finally {
        underway.delete(waiting);
      }
    },
    /** Ends all waiting, until what was taken and given back is free. */
    stop: async (): Promise<void> => {
      stopped = true;
      await Promise.allSettled(underway);
      await Promise.all(releasing.values());
    },
  };
};
