import { randomUUID } from 'node:crypto';
import type { Grant } from '../../machines/model.ts';
import { type Clock, realClock } from '../clock.ts';
import { FeedlockError } from '../errors.ts';
import { type Holder, readHolder, writeMark } from './holder.ts';
import type { Entry, KeyValue } from './kv.ts';
import { createLease, momentOf } from './lease.ts';

export interface LockOptions {
  /** Named to whoever finds a lock taken. */
  node: string;
  /** The bucket's: how long a lock outlives its last renewal, in ms. */
  ttl: number;
  /** A lease ends for its holder this much before it may end for others, in ms. @default a tenth of `ttl`, at most 1 s */
  margin?: number;
}

export interface LockDeps {
  kv: KeyValue;
  clock?: Clock;
  /** Never the same twice. */
  nonce?: () => string;
}

export interface Lock {
  /**
   * One round trip when the lock is free. Rejects with `nats-unreachable` when nobody can say, and with `lock-settings` where
   * the bucket was made anew by somebody else, with other settings; it is not held then.
   */
  acquire(key: string, url: string, signal?: AbortSignal): Promise<Grant>;
  /** Who holds which lock at this moment. */
  holders(): Promise<Holder[]>;
  /** Waits for the attempts under way: one whose caller has gone releases what it got. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Dot-separated tokens of a NATS subject. An overlong one would cost the connection. */
const possible = /^(?=.{1,256}$)[-/=\w]+(\.[-/=\w]+)*$/;

export const createLock = (deps: LockDeps, options: LockOptions): Lock => {
  const { kv, clock = realClock, nonce: newNonce = randomUUID } = deps;
  const { node, ttl, margin = Math.min(1_000, ttl / 10) } = options;
  const underway = new Set<Promise<Grant>>();

  /** A put without an answer may have been carried out: only the leader knows, and if it does not answer we hold nothing. */
  const afterSilence = async (key: string, cause: unknown): Promise<Entry> => {
    const found = await kv.get(key);
    if (found === null) throw cause;
    return found;
  };

  const tryLock = async (key: string, url: string): Promise<Grant> => {
    const nonce = newNonce();
    const sent = momentOf(clock);
    const value = writeMark({ node, nonce, url, since: new Date(sent.wall) });
    let revision: number | null = null;
    let found: Entry | null = null;
    try {
      revision = await kv.put(key, value, 0);
      // Only to name the holder, who may be gone by now.
      if (revision === null) found = await kv.get(key).catch(() => null);
    } catch (cause) {
      found = await afterSilence(key, cause);
    }
    if (found?.value === value) revision = found.revision;
    if (revision === null) return { lease: null, holder: (found && readHolder(found, ttl)?.node) ?? null };
    return { lease: createLease({ kv, clock }, { key, nonce, value, revision, sent }, { ttl, margin }) };
  };

  const attempt = async (key: string, url: string, signal: AbortSignal | undefined): Promise<Grant> => {
    if (!possible.test(key)) {
      const rule = 'only tokens of letters, digits and - _ / = with dots between them, 256 characters at most';
      throw new FeedlockError('bad-option', `lock key "${key}": ${rule}`);
    }
    const gone = () => new FeedlockError('cancelled', `lock ${key}: nobody waits for it`, { cause: signal?.reason });
    if (signal?.aborted) throw gone();
    const grant = await tryLock(key, url);
    if (!signal?.aborted) return grant;
    await grant.lease?.release().catch(() => {});
    throw gone();
  };

  const stop = async () => {
    await Promise.allSettled(underway);
  };

  return {
    acquire: (key, url, signal) => {
      const grant = attempt(key, url, signal);
      const done = () => underway.delete(grant);
      underway.add(grant);
      grant.then(done, done);
      return grant;
    },
    holders: async () => (await kv.list()).map((entry) => readHolder(entry, ttl)).filter((holder) => holder !== null),
    stop,
    [Symbol.asyncDispose]: stop,
  };
};
