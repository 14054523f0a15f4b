import postgres, { type Sql } from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../../machines/model.ts';
import { createCommit } from '../../src/store/commit.ts';
import type { Commit } from '../../src/store/save.ts';
import { type Proxy as FaultyLink, openProxy } from '../proxy.ts';
import { entry, imported, unchanged } from './import.ts';
import { openTestStore, storeOptions, visit } from './store.ts';

describe('a commit whose answer is lost', () => {
  let store: Awaited<ReturnType<typeof openTestStore>>;
  let proxy: FaultyLink;
  let client: Sql;
  let commit: (commit: Pick<Commit, 'feed' | 'fence' | 'finding'>) => Promise<Outcome>;

  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store[Symbol.asyncDispose]());

  beforeEach(async () => {
    const url = new URL(store.url);
    proxy = await openProxy(Number(url.port));
    url.port = `${proxy.port}`;
    client = postgres(url.href, { max: 2, backoff: () => 0.1 });
    await client`select 1`;
    const commitWhole = createCommit(client, { ...storeOptions, patience: 1_500 });
    commit = async (found) => (await commitWhole({ ...visit, ...found })).outcome;
    return async () => {
      await client.end({ timeout: 0 });
      await proxy.stop();
    };
  });

  /** The tag with which Postgres says that a statement was carried out. */
  const isCommit = (piece: string) => piece.includes('UPDATE 1');

  it('is an import when the import stands', async () => {
    const feed = await store.feed('stands');
    const fence = await store.mint(feed);
    const swallowed = proxy.swallow('replies', isCommit);
    const outcome = commit({ feed, fence, finding: imported(entry('a'), entry('b')) });
    await swallowed;
    proxy.cut();
    expect(await outcome).toEqual({ status: 'imported', fence, created: 2, updated: 0, unchanged: 0 });
  });

  it('is unchanged when the 304 was recorded', async () => {
    const feed = await store.feed('recorded');
    const fence = await store.mint(feed);
    const swallowed = proxy.swallow('replies', isCommit);
    const outcome = commit({ feed, fence, finding: unchanged });
    await swallowed;
    proxy.cut();
    expect(await outcome).toEqual({ status: 'unchanged', fence });
  });

  it('is a failure when the commit never arrived, and can never come to stand afterwards', async () => {
    const feed = await store.feed('never arrived');
    const fence = await store.mint(feed);
    proxy.freeze('requests');
    const outcome = commit({ feed, fence, finding: imported(entry('a')) });
    proxy.cut();
    proxy.thaw();
    expect(await outcome).toMatchObject({ status: 'failed', fence, error: { code: 'commit-failed' } });
    expect(await store.commit(feed, fence, imported(entry('late')))).toEqual({ status: 'lost', fence });
    // Nothing was fetched under the fence that shut it out: who asked meanwhile must fetch.
    expect(await store.claim(feed, fence)).toMatchObject({ status: 'claimed' });
    expect(await store.entries(feed.url)).toEqual([]);
  });

  it('is unknown, and says so, when Postgres stays away', async () => {
    const feed = await store.feed('away');
    const fence = await store.mint(feed);
    proxy.refuse();
    const outcome = commit({ feed, fence, finding: imported(entry('a')) });
    proxy.cut();
    await expect(outcome).rejects.toMatchObject({ code: 'commit-unknown' });
  });

  it('is lost when another has claimed the feed meanwhile', async () => {
    const feed = await store.feed('claimed');
    const fence = await store.mint(feed);
    proxy.freeze('requests');
    const outcome = commit({ feed, fence, finding: imported(entry('a')) });
    await store.mint(feed);
    proxy.cut();
    proxy.thaw();
    expect(await outcome).toEqual({ status: 'lost', fence });
  });
});
