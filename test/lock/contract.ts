import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { KeyValue } from '../../src/lock/kv.ts';

/** A store to be put to the test, empty, with two ways to it. */
export interface Opened extends AsyncDisposable {
  kv: KeyValue;
  /** The same store, as another node sees it. */
  other: KeyValue;
  /** How long an entry lives after it was last written, in ms. */
  ttl: number;
  /** Lets time pass: for real, or on the store's own clock. */
  pass(ms: number): Promise<void>;
}

const revisionOf = (revision: number | null): number => {
  if (revision === null) throw new Error('expected a revision, got a conflict');
  return revision;
};

const written = expect.any(Date);

/** Whatever the lock is built on must keep this. */
export const keepsKeyValueContract = (name: string, open: () => Promise<Opened>): void => {
  describe(`${name} as a key-value store`, () => {
    test('a key that does not exist is made, with its value', async () => {
      await using store = await open();
      const revision = await store.kv.put('a.b', 'väl😀', 0);
      expect(await store.other.get('a.b')).toEqual({ key: 'a.b', value: 'väl😀', revision, written });
    });

    test('a key that exists is not made again', async () => {
      await using store = await open();
      const revision = await store.kv.put('a', 'first', 0);
      expect(await store.other.put('a', 'second', 0)).toBeNull();
      expect(await store.kv.get('a')).toEqual({ key: 'a', value: 'first', revision, written });
    });

    test('of many who make the same key at once, one succeeds', async () => {
      await using store = await open();
      const values = Array.from({ length: 50 }, () => randomUUID());
      const attempts = values.map((value, i) => (i % 2 ? store.kv : store.other).put('a', value, 0));
      const granted = (await Promise.all(attempts)).flatMap((revision, i) =>
        revision === null ? [] : [{ i, revision }],
      );
      expect(granted).toHaveLength(1);
      expect(await store.kv.get('a')).toEqual({
        key: 'a',
        value: values[granted[0]?.i ?? -1],
        revision: granted[0]?.revision,
        written,
      });
    });

    test('a write at the newest revision replaces the value and gives a higher one', async () => {
      await using store = await open();
      const first = revisionOf(await store.kv.put('a', 'first', 0));
      const second = revisionOf(await store.kv.put('a', 'second', first));
      expect(second).toBeGreaterThan(first);
      expect(await store.other.get('a')).toEqual({ key: 'a', value: 'second', revision: second, written });
    });

    test('a write at an older revision, or of a key that is gone, changes nothing', async () => {
      await using store = await open();
      const first = revisionOf(await store.kv.put('a', 'first', 0));
      const second = revisionOf(await store.kv.put('a', 'second', first));
      expect(await store.other.put('a', 'third', first)).toBeNull();
      expect(await store.kv.get('a')).toEqual({ key: 'a', value: 'second', revision: second, written });
      await store.kv.remove(second);
      expect(await store.other.put('a', 'third', second)).toBeNull();
      expect(await store.kv.get('a')).toBeNull();
    });

    test('what is removed leaves nothing behind, and the key can be made again', async () => {
      await using store = await open();
      const first = revisionOf(await store.kv.put('a', 'first', 0));
      expect(await store.kv.remove(first)).toBe(true);
      expect(await store.other.get('a')).toBeNull();
      expect(await store.other.list()).toEqual([]);
      expect(revisionOf(await store.other.put('a', 'second', 0))).toBeGreaterThan(first);
    });

    test('a revision that is gone cannot be removed, and the newer one stays', async () => {
      await using store = await open();
      const first = revisionOf(await store.kv.put('a', 'first', 0));
      const second = revisionOf(await store.kv.put('a', 'second', first));
      expect(await store.other.remove(first)).toBe(false);
      expect(await store.kv.get('a')).toMatchObject({ revision: second });
      expect(await store.kv.remove(second)).toBe(true);
      expect(await store.kv.remove(second)).toBe(false);
    });

    test('the list has every key once, at its newest revision', async () => {
      await using store = await open();
      expect(await store.kv.list()).toEqual([]);
      const first = revisionOf(await store.kv.put('a', '1', 0));
      const b = await store.kv.put('b.c', '2', 0);
      const a = await store.kv.put('a', '3', first);
      const entries = await store.other.list();
      expect(entries.sort((x, y) => x.key.localeCompare(y.key))).toEqual([
        { key: 'a', value: '3', revision: a, written },
        { key: 'b.c', value: '2', revision: b, written },
      ]);
    });

    test('an entry lapses when it has not been written for its lifetime, and not before', async () => {
      await using store = await open();
      const first = revisionOf(await store.kv.put('kept', '1', 0));
      await store.kv.put('left', '1', 0);
      await store.pass(store.ttl * 0.6);
      const second = revisionOf(await store.kv.put('kept', '2', first));
      await store.pass(store.ttl * 0.4);
      await expect.poll(() => store.other.get('left')).toBeNull();
      expect(await store.other.put('left', '2', 0)).not.toBeNull();
      expect(await store.other.put('kept', '3', second)).not.toBeNull();
    });
  });
};
