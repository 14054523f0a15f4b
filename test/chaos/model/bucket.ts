import type { Entry, KeyValue } from '../../../src/lock/kv.ts';
import type { Link } from './link.ts';

/** The bucket as its leader has it. An act happens at one moment. */
export interface Bucket {
  put(key: string, value: string, expected: number): number | null;
  get(key: string): Entry | null;
  remove(revision: number): boolean;
  list(): Entry[];
  /** Deletes it with all that is in it, and makes another one: revisions begin anew. */
  remake(): void;
}

export interface BucketOptions {
  ttl: number;
  /** By the server's clock, in ms. */
  now(): number;
  /** How much later than it may the server does away with an entry, in ms. */
  lateness(): number;
}

interface Kept extends Entry {
  lapses: number;
}

export const createBucket = ({ ttl, now, lateness }: BucketOptions): Bucket => {
  const entries = new Map<string, Kept>();
  let revision = 0;

  const get = (key: string) => {
    const entry = entries.get(key);
    if (entry === undefined || entry.lapses > now()) return entry ?? null;
    entries.delete(key);
    return null;
  };

  const shown = ({ lapses, ...entry }: Kept): Entry => entry;

  const list = () => [...entries.keys()].map(get).filter((entry) => entry !== null);

  return {
    put: (key, value, expected) => {
      if ((get(key)?.revision ?? 0) !== expected) return null;
      revision++;
      entries.set(key, { key, value, revision, written: new Date(now()), lapses: now() + ttl + lateness() });
      return revision;
    },
    get: (key) => {
      const entry = get(key);
      return entry && shown(entry);
    },
    remove: (wanted) => {
      const entry = list().find((one) => one.revision === wanted);
      return entry !== undefined && entries.delete(entry.key);
    },
    list: () => list().map(shown),
    remake: () => {
      entries.clear();
      revision = 0;
    },
  };
};

/** The bucket as a node reaches it. */
export const reachBucket = (bucket: Bucket, ask: Link): KeyValue => {
  const act = <Answer>(serve: () => Answer) => ask<Answer>((reply) => reply.resolve(serve()));
  return {
    put: (key, value, expected) => act(() => bucket.put(key, value, expected)),
    get: (key) => act(() => bucket.get(key)),
    remove: (revision) => act(() => bucket.remove(revision)),
    list: () => act(() => bucket.list()),
  };
};
