import { describe, expect, test } from 'vitest';
import type { Claim, FeedRef, Finding, Outcome } from '../../machines/model.ts';
import { entry, failed, imported, unchanged } from './import.ts';

/** A store to be put to the test. */
export interface Opened extends AsyncDisposable {
  /** One that nobody has claimed yet. */
  feed(): Promise<FeedRef>;
  claim(feed: FeedRef, seen: number, nonce?: string): Promise<Claim>;
  commit(feed: FeedRef, fence: number, finding: Finding): Promise<Outcome>;
  /** The same over a connection that is lost: before the request has arrived, or before the answer has. */
  commitLosing(lost: 'request' | 'reply', feed: FeedRef, fence: number, finding: Finding): Promise<Outcome>;
  row(feed: FeedRef): Promise<{ fence: number; doneFence: number; holder: string | null; failures: number }>;
  /** In the order of their fences. */
  history(feed: FeedRef): Promise<{ fence: number; outcome: string; created: number }[]>;
  /** What waits to be published, in its order. */
  events(feed: FeedRef): Promise<{ fence: number; index: number; type: string }[]>;
  /** How many entries of which identity, in alphabetical order. */
  entries(feed: FeedRef): Promise<string[]>;
  /** Takes the row as another transaction would, until the function returned is called. */
  hold(feed: FeedRef): Promise<() => Promise<void>>;
}

const always = Number.MAX_SAFE_INTEGER;

const mint = async (store: Opened, feed: FeedRef): Promise<number> => {
  const claimed = await store.claim(feed, always);
  if (claimed.status !== 'claimed') throw new Error(`the claim was ${claimed.status}`);
  return claimed.fence;
};

const findings = [
  ['an import', imported(entry('late'))],
  ['a 304', unchanged],
  ['a failure', failed],
] as const;

const keepsClaims = (open: () => Promise<Opened>): void => {
  test('each claim mints the next fence, also those of the same moment, and names its holder', async () => {
    await using store = await open();
    const feed = await store.feed();
    expect(await mint(store, feed)).toBe(1);
    const fences = await Promise.all([mint(store, feed), mint(store, feed), mint(store, feed)]);
    expect(fences.sort()).toEqual([2, 3, 4]);
    await store.claim(feed, always, 'mine');
    expect(await store.row(feed)).toEqual({ fence: 5, doneFence: 0, holder: 'mine', failures: 0 });
  });

  test('a claim is fresh if an import was recorded since it was asked for, and then mints nothing', async () => {
    await using store = await open();
    const feed = await store.feed();
    await store.commit(feed, await mint(store, feed), imported());
    expect(await store.claim(feed, 0)).toEqual({ status: 'fresh', fence: 1 });
    expect(await store.row(feed)).toMatchObject({ fence: 1, doneFence: 1 });
    expect(await store.claim(feed, 1)).toMatchObject({ status: 'claimed', fence: 2, source: { bodyHash: 'body' } });
    expect(await store.claim(feed, 1)).toMatchObject({ status: 'claimed', fence: 3 });
  });

  test('after six claims that came to nothing the seventh records a failure, and the next one may try', async () => {
    await using store = await open();
    const feed = await store.feed();
    for (let claims = 0; claims < 6; claims++) await mint(store, feed);
    expect(await store.claim(feed, 0)).toMatchObject({ status: 'failed', fence: 7, error: { code: 'crashed' } });
    expect(await store.row(feed)).toMatchObject({ fence: 7, doneFence: 7, failures: 1 });
    expect(await store.history(feed)).toEqual([{ fence: 7, outcome: 'failed', created: 0 }]);
    expect(await store.claim(feed, 7)).toMatchObject({ status: 'claimed', fence: 8 });
  });
};

const keepsCommits = (open: () => Promise<Opened>): void => {
  test('an import writes entries, history and event, and what is the same is written once', async () => {
    await using store = await open();
    const feed = await store.feed();
    const first = await store.commit(feed, await mint(store, feed), imported(entry('a'), entry('b')));
    expect(first).toEqual({ status: 'imported', fence: 1, created: 2, updated: 0, unchanged: 0 });
    const again = await store.commit(feed, await mint(store, feed), imported(entry('a'), entry('b')));
    expect(again).toEqual({ status: 'imported', fence: 2, created: 0, updated: 0, unchanged: 2 });
    const edit = await store.commit(feed, await mint(store, feed), imported(entry('a', { hash: 'a 2' }), entry('c')));
    expect(edit).toEqual({ status: 'imported', fence: 3, created: 1, updated: 1, unchanged: 0 });
    expect(await store.row(feed)).toMatchObject({ fence: 3, doneFence: 3 });
    expect(await store.entries(feed)).toEqual(['a', 'b', 'c']);
    expect(await store.history(feed)).toEqual([
      { fence: 1, outcome: 'imported', created: 2 },
      { fence: 2, outcome: 'imported', created: 0 },
      { fence: 3, outcome: 'imported', created: 1 },
    ]);
    expect(await store.events(feed)).toEqual([
      { fence: 1, index: 0, type: 'feed.imported' },
      { fence: 3, index: 0, type: 'feed.imported' },
    ]);
  });

  test('the first import is announced, though there was nothing in it', async () => {
    await using store = await open();
    const feed = await store.feed();
    await store.commit(feed, await mint(store, feed), imported());
    expect(await store.events(feed)).toEqual([{ fence: 1, index: 0, type: 'feed.imported' }]);
  });

  test('a 304 writes its own row only, a failure its history and its event', async () => {
    await using store = await open();
    const feed = await store.feed();
    expect(await store.commit(feed, await mint(store, feed), failed)).toMatchObject({ status: 'failed', fence: 1 });
    expect(await store.row(feed)).toMatchObject({ fence: 1, doneFence: 1, failures: 1 });
    expect(await store.commit(feed, await mint(store, feed), unchanged)).toEqual({ status: 'unchanged', fence: 2 });
    expect(await store.row(feed)).toMatchObject({ fence: 2, doneFence: 2, failures: 0 });
    expect(await store.history(feed)).toEqual([{ fence: 1, outcome: 'failed', created: 0 }]);
    expect(await store.events(feed)).toEqual([{ fence: 1, index: 0, type: 'feed.failed' }]);
  });

  test.each(findings)('%s writes nothing if its fence has been superseded', async (_, finding) => {
    await using store = await open();
    const feed = await store.feed();
    const fence = await mint(store, feed);
    const newer = await mint(store, feed);
    expect(await store.commit(feed, fence, finding)).toEqual({ status: 'lost', fence });
    expect(await store.row(feed)).toMatchObject({ fence: newer, doneFence: 0, failures: 0 });
    expect(await store.entries(feed)).toEqual([]);
    expect(await store.history(feed)).toEqual([]);
    expect(await store.events(feed)).toEqual([]);
  });

  test('a second import under the same fence is refused', async () => {
    await using store = await open();
    const feed = await store.feed();
    const fence = await mint(store, feed);
    await store.commit(feed, fence, imported(entry('a')));
    await expect(store.commit(feed, fence, imported(entry('b')))).rejects.toMatchObject({ code: '23505' });
    expect(await store.entries(feed)).toEqual(['a']);
    expect(await store.events(feed)).toHaveLength(1);
  });
};

const keepsWaiting = (open: () => Promise<Opened>): void => {
  test('claims and commits wait for a row that another holds, and keep no other feed waiting', async () => {
    await using store = await open();
    const [claimed, committed, other] = [await store.feed(), await store.feed(), await store.feed()];
    const fence = await mint(store, committed);
    const releases = [await store.hold(claimed), await store.hold(committed)];
    const settled: string[] = [];
    const as = (name: string) => () => settled.push(name);
    const waiting = [
      mint(store, claimed).then(as('claim')),
      store.commit(committed, fence, unchanged).then(as('commit')),
      mint(store, other)
        .then((otherFence) => store.commit(other, otherFence, unchanged))
        .then(as('other')),
    ];
    await waiting[2];
    expect(settled).toEqual(['other']);
    for (const release of releases) await release();
    await Promise.all(waiting);
    expect(await store.row(claimed)).toMatchObject({ fence: 1 });
    expect(await store.row(committed)).toMatchObject({ doneFence: 1 });
  });

  test('what waits for more than five seconds gives up, and has written nothing', async () => {
    await using store = await open();
    const feeds = [await store.feed(), await store.feed(), await store.feed(), await store.feed()] as const;
    for (const feed of feeds) await mint(store, feed);
    const releases = await Promise.all(feeds.map(store.hold));
    const [claimed, ...committed] = feeds;
    const commits = committed.map((feed, place) => store.commit(feed, 1, findings[place]?.[1] ?? unchanged));
    const acts = [store.claim(claimed, always), ...commits];
    for (const act of acts) act.catch(() => {});
    for (const act of acts) await expect(act).rejects.toMatchObject({ code: 'feed-row-busy' });
    for (const release of releases) await release();
    for (const feed of feeds) {
      expect(await store.row(feed)).toMatchObject({ fence: 1, doneFence: 0 });
      expect(await store.history(feed)).toEqual([]);
    }
  });
};

const keepsAnswers = (open: () => Promise<Opened>): void => {
  test('a commit whose answer is lost is what it is', async () => {
    await using store = await open();
    const feed = await store.feed();
    const first = await store.commitLosing('reply', feed, await mint(store, feed), imported(entry('a')));
    expect(first).toEqual({ status: 'imported', fence: 1, created: 1, updated: 0, unchanged: 0 });
    const second = await store.commitLosing('reply', feed, await mint(store, feed), unchanged);
    expect(second).toEqual({ status: 'unchanged', fence: 2 });
    const third = await store.commitLosing('reply', feed, await mint(store, feed), failed);
    expect(third).toMatchObject({ status: 'failed', fence: 3, error: { code: failed.error.code } });
    expect(await store.row(feed)).toMatchObject({ fence: 3, doneFence: 3 });
  });

  test.each(findings)('%s that was lost on its way can never come to stand', async (_, finding) => {
    await using store = await open();
    const feed = await store.feed();
    const fence = await mint(store, feed);
    const outcome = await store.commitLosing('request', feed, fence, finding);
    expect(outcome).toMatchObject({ status: 'failed', fence, error: { code: 'commit-failed' } });
    expect(await store.commit(feed, fence, finding)).toEqual({ status: 'lost', fence });
    expect(await store.row(feed)).toMatchObject({ fence: fence + 1, doneFence: 0 });
    // Nothing was fetched under the fence that shut it out.
    expect(await store.claim(feed, fence)).toMatchObject({ status: 'claimed' });
    expect(await store.entries(feed)).toEqual([]);
    expect(await store.events(feed)).toEqual([]);
  });

  test('a request to commit that was lost takes two fences, and counts as one death', async () => {
    await using store = await open();
    const feed = await store.feed();
    const lose = async () => store.commitLosing('request', feed, await mint(store, feed), unchanged);
    for (let lost = 0; lost < 6; lost++) expect(await lose()).toMatchObject({ error: { code: 'commit-failed' } });
    expect(await store.claim(feed, 0)).toMatchObject({ status: 'failed', fence: 13, error: { code: 'crashed' } });
  });

  test('a commit that was lost makes nobody forget who dies afterwards', async () => {
    await using store = await open();
    const feed = await store.feed();
    await store.commitLosing('request', feed, await mint(store, feed), unchanged);
    for (let claims = 0; claims < 5; claims++) await mint(store, feed);
    expect(await store.claim(feed, 0)).toMatchObject({ status: 'failed', fence: 8, error: { code: 'crashed' } });
  });
};

/** Whatever imports are committed to must keep this. */
export const keepsRowContract = (name: string, open: () => Promise<Opened>): void => {
  describe(`${name} as the row of a feed`, () => {
    keepsClaims(open);
    keepsCommits(open);
    keepsWaiting(open);
    keepsAnswers(open);
  });
};
