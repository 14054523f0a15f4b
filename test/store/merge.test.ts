import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Entry, FeedRef } from '../../machines/model.ts';
import { entry, imported } from './import.ts';
import { openTestStore } from './store.ts';

describe('a feed that becomes part of another', () => {
  let store: Awaited<ReturnType<typeof openTestStore>>;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store[Symbol.asyncDispose]());

  const importOf = async (feed: FeedRef, ...entries: Entry[]) => {
    const fence = await store.mint(feed);
    await store.commit(feed, fence, imported(...entries));
    return fence;
  };
  const titles = async (url: string) => (await store.entries(url)).map(({ title }) => title).toSorted();

  const pair = async (name: string) => {
    const [feed, into] = await Promise.all([store.feed(`${name}/old`), store.feed(`${name}/new`)]);
    const fence = await importOf(feed, entry('both', { title: 'old' }), entry('only old'));
    await importOf(into, entry('both', { title: 'new' }), entry('only new'));
    return { feed, into, fence };
  };

  it('hands its entries over, and none is lost', async () => {
    const { feed, into, fence } = await pair('entries');
    expect(await store.merge({ feed, fence, into })).toBe(true);
    const all = ['Title of only new', 'Title of only old', 'new'];
    expect(await titles(into.url)).toEqual(all);
    expect(await titles(feed.url)).toEqual(all);
    const kept = await store.client`select title from feedlock.entries where feed_id = ${feed.id}`;
    expect(kept).toEqual([{ title: 'old' }]);
  });

  it('has an entry that both have under different addresses once', async () => {
    const [feed, into] = await Promise.all([store.feed('schemes/old'), store.feed('schemes/new')]);
    const page = (url: string, change: Partial<Entry> = {}) => entry(url, { title: 'One', alias: '/1', ...change });
    const fence = await importOf(feed, page('http://a.example/1'), page('other', { alias: '/2' }));
    await importOf(into, page('https://a.example/1'));
    await store.client`update feedlock.entries set first_seen = '2020-01-01' where feed_id = ${feed.id}`;
    expect(await store.merge({ feed, fence, into })).toBe(true);
    const merged = await store.entries(into.url);
    expect(merged.map(({ identity }) => identity).toSorted()).toEqual(['https://a.example/1', 'other']);
    expect(merged.map(({ firstSeen }) => firstSeen.getUTCFullYear())).toEqual([2020, 2020]);
  });

  it('leaves entries apart whose alias alone is the same', async () => {
    const [feed, into] = await Promise.all([store.feed('apart/old'), store.feed('apart/new')]);
    const fence = await importOf(feed, entry('http://a.example/1', { alias: '/1', published: new Date(0) }));
    await importOf(into, entry('http://b.example/1', { alias: '/1' }));
    await store.merge({ feed, fence, into });
    expect(await store.entries(into.url)).toHaveLength(2);
  });

  it('hands on when an entry was first seen', async () => {
    const { feed, into, fence } = await pair('dates');
    const first = await store.client`
      update feedlock.entries set first_seen = '2020-01-01' where feed_id = ${feed.id} returning first_seen`;
    await store.merge({ feed, fence, into });
    const both = (await store.entries(into.url)).find(({ identity }) => identity === 'both');
    expect(both?.firstSeen).toEqual(first[0]?.first_seen);
  });

  it('orders an entry without a date by when either of both saw it first', async () => {
    const [feed, into] = await Promise.all([store.feed('undated/old'), store.feed('undated/new')]);
    const fence = await importOf(feed, entry('a', { published: null }));
    await importOf(into, entry('a', { published: null }));
    await store.client`update feedlock.entries set first_seen = '2020-01-01' where feed_id = ${feed.id}`;
    await store.merge({ feed, fence, into });
    const [both] = await store.entries(into.url);
    expect(both?.orderedAt).toEqual(both?.firstSeen);
    expect(both?.orderedAt.getUTCFullYear()).toBe(2020);
  });

  it('is found under all its URLs as the other one, also by those that it had taken in', async () => {
    const { feed, into, fence } = await pair('names');
    const third = await store.feed('names/third');
    await store.merge({ feed, fence, into });
    await store.merge({ feed: into, fence: await importOf(into), into: third });
    for (const path of ['names/old', 'names/new', 'names/third'])
      expect(await store.feed(path)).toMatchObject({ id: third.id });
    expect(await store.claim(feed)).toMatchObject({ status: 'merged', into: { id: third.id } });
  });

  it('passes a claim on to the survivor, and cannot be imported any more', async () => {
    const { feed, into, fence } = await pair('passed');
    await store.merge({ feed, fence, into });
    const { fence: _, ...ref } = into;
    expect(await store.claim(feed)).toEqual({ status: 'merged', into: ref, seen: 2 });
    expect(await store.commit(feed, fence, imported(entry('late')))).toEqual({ status: 'lost', fence });
    expect((await store.feeds()).map(({ id }) => id)).not.toContain(feed.id);
  });

  it('shuts out an import of the survivor that was paused', async () => {
    const { feed, into, fence } = await pair('paused');
    const paused = await store.mint(into);
    expect(await store.merge({ feed, fence, into })).toBe(true);
    expect(await store.commit(into, paused, imported(entry('both', { title: 'late' })))).toEqual({
      status: 'lost',
      fence: paused,
    });
  });

  it('is left as it is when its own fence was superseded', async () => {
    const { feed, into, fence } = await pair('superseded');
    await store.mint(feed);
    expect(await store.merge({ feed, fence, into })).toBe(false);
    expect(await titles(feed.url)).toEqual(['Title of only old', 'old']);
  });

  it('is polled further, as the survivor, and due when the first of both was', async () => {
    const { feed, into, fence } = await pair('polled');
    await store.client`update feedlock.feeds set polled = true, next_due = '2020-01-01' where id = ${feed.id}`;
    await store.merge({ feed, fence, into });
    expect(await store.row(into)).toMatchObject({ polled: true, next_due: new Date('2020-01-01T00:00:00.000Z') });
    expect(await store.row(feed)).toMatchObject({ polled: false, next_due: null });
  });

  it('says so in an event and in the record of moves, and is not taken apart again', async () => {
    const { feed, into, fence } = await pair('told');
    await store.merge({ feed, fence, into });
    const events =
      await store.client`select data from feedlock.outbox where feed_id = ${feed.id} and type = 'feed.moved'`;
    expect(events).toEqual([{ data: { from: feed.url, to: into.url, mergedInto: into.id } }]);
    expect(await store.moves()).toContainEqual(expect.objectContaining({ feedId: feed.id, mergedInto: into.id }));
    await expect(store.undoMove(feed.url)).rejects.toMatchObject({ code: 'bad-option' });
    expect(await store.undoMove(into.url)).toBeNull();
  });

  it('leaves the move of the survivor alone when its own is to be undone', async () => {
    const { feed, into, fence } = await pair('confused');
    const moved = `${into.url}/moved`;
    const before = await store.mint(into);
    await store.move({ feed: into, fence: before, to: moved });
    await store.commit(into, before, imported());
    expect(await store.merge({ feed, fence, into: { ...into, url: moved } })).toBe(true);
    await expect(store.undoMove(feed.url)).rejects.toMatchObject({ code: 'bad-option' });
    expect(await store.undoMove(moved)).toEqual({ url: into.url, from: moved });
  });

  it('is taken in by a feed of many entries in no more than a moment', async () => {
    const { feed, into, fence } = await pair('large');
    for (const { id } of [feed, into])
      await store.client`
        insert into feedlock.entries (feed_id, identity, alias, hash)
        select ${id}, 'entry ' || n, 'alias ' || n, 'hash' from generate_series(1, 40000) n`;
    expect(await store.merge({ feed, fence, into })).toBe(true);
  });

  it('never makes a survivor look as if it had crashed', async () => {
    const into = await store.feed('crowd/new');
    await importOf(into);
    const merged: boolean[] = [];
    for (let number = 0; number < 8; number++) {
      const feed = await store.feed(`crowd/${number}`);
      merged.push(await store.merge({ feed, fence: await importOf(feed), into }));
    }
    expect(merged).toContain(false);
    expect(await store.claim(into, Number.MAX_SAFE_INTEGER)).toMatchObject({ status: 'claimed' });
  });

  it('merges with one that merges with it, once', async () => {
    const { feed, into, fence } = await pair('mutual');
    const back = await store.mint(into);
    const merged = await Promise.all([
      store.merge({ feed, fence, into }),
      store.merge({ feed: into, fence: back, into: feed }),
    ]);
    expect(merged.filter(Boolean)).toHaveLength(1);
  });
});
