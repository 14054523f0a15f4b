import { expect, it } from 'vitest';
import type { Lease } from '../../machines/model.ts';
import { createMoveFeed } from '../../src/actor/move.ts';

const feed = { id: 'id', key: 'key', url: 'https://site.example/old' };
const other = { id: 'other', key: 'its-key', url: 'https://site.example/new' };
const move = { feed, fence: 3, to: other.url };
const { signal } = new AbortController();

/** What is done, in order, when another feed is there already. */
const play = async ({ lease = true, deadline = Number.POSITIVE_INFINITY, breaks = false }) => {
  const done: string[] = [];
  const held: Lease = {
    key: '',
    nonce: '',
    deadline,
    renew: async () => true,
    release: async () => void done.push('release'),
  };
  const moveFeed = createMoveFeed({
    move: async () => ({ status: 'taken', by: other }),
    lock: async (key) => {
      done.push(`lock ${key}`);
      return lease ? { lease: held } : { lease: null, holder: 'another-node' };
    },
    merge: async ({ into }) => {
      done.push(`merge into ${into.id}`);
      if (breaks) throw new Error('the connection is gone');
      return true;
    },
  });
  const end = await moveFeed(move, signal).then(
    () => 'ended',
    (error: Error) => error.message,
  );
  return [...done, end];
};

it('two feeds become one under the locks of both', async () => {
  expect(await play({})).toEqual(['lock feed.import.its-key', 'merge into other', 'release', 'ended']);
});

it('a feed that is being imported is not taken in', async () => {
  expect(await play({ lease: false })).toEqual(['lock feed.import.its-key', 'ended']);
});

it('nothing is merged under a lease that is about to end', async () => {
  expect(await play({ deadline: performance.now() })).toEqual(['lock feed.import.its-key', 'release', 'ended']);
});

it('the lock is released when merging fails', async () => {
  const expected = ['lock feed.import.its-key', 'merge into other', 'release', 'the connection is gone'];
  expect(await play({ breaks: true })).toEqual(expected);
});
