import type { KeyValue } from '../../src/lock/kv.ts';

// A lock that is built on one of these is none.

/** Writes whatever revision is there. */
export const withoutComparison = (kv: KeyValue): KeyValue => ({
  ...kv,
  put: async (key, value) => kv.put(key, value, (await kv.get(key))?.revision ?? 0),
});

/** Removes the lock, whosever it is by now. */
export const releasingByKey = (kv: KeyValue): KeyValue => {
  const keys = new Map<number, string>();
  return {
    ...kv,
    put: async (key, value, expected) => {
      const revision = await kv.put(key, value, expected);
      if (revision !== null) keys.set(revision, key);
      return revision;
    },
    remove: async (revision) => {
      const entry = await kv.get(keys.get(revision) ?? '');
      return entry !== null && kv.remove(entry.revision);
    },
  };
};
