import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Entry, FeedRef } from '../../machines/model.ts';
import { entry, imported } from './import.ts';
import { lockWaiters, openTestStore } from './store.ts';

const before = new Date('2026-01-01T00:00:00Z');
const old = (identity: string, change: Partial<Entry> = {}) =>
  entry(identity, { published: new Date('2020-01-01T00:00:00Z'), ...change });

describe('pruning', () => {
  let store: Awaited<ReturnType<typeof openTestStore>>;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store[Symbol.asyncDispose]());

  const importOf = async (feed: FeedRef, ...entries: Entry[]) =>
    store.commit(feed, await store.mint(feed), imported(...entries));
  const stored = async (feed: FeedRef) => (await store.entries(feed.url)).map(({ identity }) => identity);
  const rows = (feed: FeedRef) => store.client`select * from feedlock.entries where feed_id = ${feed.id} order by id`;

  it('removes the entries before a date, says how many there were, and removes none twice', async () => {
    const feed = await store.feed('some');
    await importOf(feed, entry('new'), old('old 1'), old('old 2'));
    expect(await store.prune(feed.url, { before })).toBe(2);
    expect(await stored(feed)).toEqual(['new']);
    expect(await store.prune(feed.url, { before })).toBe(0);
  });

  it('goes by when they were first seen where their date cannot be', async () => {
    const feed = await store.feed('undated');
    await importOf(feed, entry('undated', { published: null }), entry('absurd', { published: new Date(0) }));
    expect(await store.prune(feed.url, { before })).toBe(0);
    expect(await store.prune(feed.url, { before: new Date(Date.now() + 3_600_000) })).toBe(2);
  });

  it('forgets all that they said, and their versions', async () => {
    const feed = await store.feed('forgotten');
    await importOf(feed, old('a', { alias: '/a', content: 'secret 1', author: 'secret' }));
    await importOf(feed, old('a', { alias: '/a', content: 'secret 2', hash: 'edit' }));
    await store.prune(feed.url, { before });
    const [row] = await rows(feed);
    expect(JSON.stringify(row)).not.toContain('secret');
    const versions = await store.client`select from feedlock.entry_versions where entry_id = ${row?.id}`;
    expect(versions).toHaveLength(0);
  });

  it('keeps them away while the feed still has them, edited or not, and writes nothing', async () => {
    const feed = await store.feed('away');
    await importOf(feed, old('a'), old('b'));
    await store.prune(feed.url, { before });
    const pruned = await rows(feed);
    const again = [old('a'), old('b', { hash: 'edit', title: 'Other' })];
    expect(await importOf(feed, ...again)).toMatchObject({ created: 0, updated: 0, unchanged: 2 });
    expect(await stored(feed)).toEqual([]);
    expect(await rows(feed)).toEqual(pruned);
  });

  it('keeps them away under another identity, and from then on under that one', async () => {
    const feed = await store.feed('alias');
    await importOf(feed, old('http://a.example/1', { alias: '/1' }));
    await store.prune(feed.url, { before });
    for (const identity of ['https://a.example/1', 'https://www.a.example/1'])
      for (const _ of ['once', 'twice']) {
        expect(await importOf(feed, old(identity, { alias: '/1', hash: identity }))).toMatchObject({ created: 0 });
        expect(await rows(feed)).toMatchObject([{ identity, content: null, url: null }]);
      }
    expect(await stored(feed)).toEqual([]);
  });

  it('moves on with a feed that becomes part of another', async () => {
    const [feed, into] = await Promise.all([store.feed('merged/old'), store.feed('merged/new')]);
    await importOf(feed, old('a'));
    await importOf(into);
    await store.prune(feed.url, { before });
    expect(await store.merge({ feed, fence: await store.mint(feed), into })).toBe(true);
    expect(await importOf(into, old('a'))).toMatchObject({ created: 0, updated: 0 });
    expect(await stored(into)).toEqual([]);
  });

  it('of very many happens in parts, each a transaction', async () => {
    const feed = await store.feed('many');
    await importOf(feed, ...Array.from({ length: 1_100 }, (_, n) => old(`${n}`)));
    expect(await store.prune(feed.url, { before })).toBe(1_100);
    const parts = await store.client`
      select count(distinct xmin::text)::int as parts from feedlock.entries where feed_id = ${feed.id}`;
    expect(parts).toEqual([{ parts: 3 }]);
  });

  it('of a feed that nobody knows is none', async () => {
    expect(await store.prune('https://site.example/unknown', { before })).toBe(0);
  });

  it.each([undefined, '2026-01-01', new Date(Number.NaN)])('before %s is refused', async (date) => {
    const pruning = store.prune('https://site.example/any', { before: date as Date });
    await expect(pruning).rejects.toMatchObject({ code: 'bad-option' });
  });

  it('waits for an import that is being committed, and that import writes nothing of what was pruned', async () => {
    const feed = await store.feed('at once');
    await importOf(feed, old('a'));
    const fence = await store.mint(feed);
    const holder = await store.client.reserve();
    await holder`begin`;
    await holder`select from feedlock.feeds where id = ${feed.id} for update`;
    const pruning = store.prune(feed.url, { before });
    await lockWaiters(store.client, 1);
    const committing = store.commit(feed, fence, imported(old('a', { hash: 'edit', content: 'edited' })));
    await lockWaiters(store.client, 2);
    await holder`commit`;
    holder.release();
    expect(await pruning).toBe(1);
    expect(await committing).toMatchObject({ status: 'imported' });
    const [row] = await rows(feed);
    expect(row).toMatchObject({ content: null, hash: expect.any(String) });
    expect(await store.client`select from feedlock.entry_versions where entry_id = ${row?.id}`).toHaveLength(0);
  });
});
