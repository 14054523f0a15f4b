import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Entry, FeedRef } from '../../machines/model.ts';
import { entry, imported } from './import.ts';
import { openTestStore } from './store.ts';

/** An entry whose id is its page. */
const page = (url: string, alias: string | null, change: Partial<Entry> = {}): Entry =>
  entry(url, { link: url, alias, hash: 'hash', title: 'Title', ...change });

describe('an entry that comes again under another identity', () => {
  let store: Awaited<ReturnType<typeof openTestStore>>;
  beforeAll(async () => {
    store = await openTestStore('entry');
  });
  afterAll(() => store[Symbol.asyncDispose]());

  const importOf = async (feed: FeedRef, ...entries: Entry[]) =>
    store.commit(feed, await store.mint(feed), imported(...entries));
  const stored = async (feed: FeedRef) => (await store.entries(feed.url)).map(({ identity }) => identity).toSorted();
  const versions = (feed: FeedRef) => store.client`
    select version.title from feedlock.entry_versions version join feedlock.entries entry on entry_id = entry.id
    where feed_id = ${feed.id}`;

  it('is the same one, with its new id and link, and no edit', async () => {
    const feed = await store.feed('renamed');
    await importOf(feed, page('http://a.example/1', '/1'), page('http://a.example/2', '/2'));
    const [before] = await store.entries(feed.url);
    const renamed = [page('https://a.example/1', '/1'), page('https://a.example/2', '/2')];
    expect(await importOf(feed, ...renamed)).toMatchObject({ created: 0, updated: 0, unchanged: 2 });
    const [after] = await store.entries(feed.url);
    expect(after).toMatchObject({
      entryId: before?.entryId,
      identity: 'https://a.example/1',
      id: 'https://a.example/1',
      link: 'https://a.example/1',
      changedAt: before?.changedAt,
    });
    expect(await stored(feed)).toHaveLength(2);
    expect(await versions(feed)).toEqual([]);
    const events = await store.client`
      select type from feedlock.outbox where feed_id = ${feed.id} and fence = 2`;
    expect(events).toEqual([]);
    expect(await importOf(feed, ...renamed)).toMatchObject({ created: 0, updated: 0, unchanged: 2 });
  });

  it('is an edit where it says something else', async () => {
    const feed = await store.feed('edited');
    await importOf(feed, page('http://a.example/1', '/1'));
    const edited = page('https://a.example/1', '/1', { hash: 'other', title: 'Other title' });
    expect(await importOf(feed, edited)).toMatchObject({ created: 0, updated: 1 });
    expect(await store.entries(feed.url)).toMatchObject([{ identity: 'https://a.example/1', title: 'Other title' }]);
    expect(await versions(feed)).toEqual([{ title: 'Title' }]);
  });

  it('is the same one on another host where title, date or text is the same', async () => {
    const same = { hash: 'hash 2', title: 'Title 2', published: new Date(0) };
    for (const [field, value] of Object.entries({ hash: 'hash', title: 'Title', published: new Date(1_000) })) {
      const feed = await store.feed(`moved with ${field}`);
      await importOf(feed, page('http://a.example/1', '/1', { published: new Date(1_000) }));
      expect(await importOf(feed, page('http://b.example/1', '/1', { ...same, [field]: value }))).toMatchObject({
        created: 0,
      });
    }
  });

  it.each<[string, Entry[], Entry[]]>([
    [
      'on another host where nothing is the same',
      [page('http://a.example/1', '/1')],
      [page('http://b.example/1', '/1', { hash: 'b', title: null, published: null })],
    ],
    [
      'under an id that is no address, where only the page is the same',
      [page('one', '/1')],
      [page('two', '/1', { hash: 'b', title: 'Tomorrow', published: new Date(0) })],
    ],
    ['without an alias', [page('http://a.example/1', null)], [page('https://a.example/1', null)]],
    [
      'while the document has the old one as well',
      [page('http://a.example/1', '/1')],
      [page('https://a.example/1', '/1'), page('http://a.example/1', null)],
    ],
    [
      'where two of the document could be it',
      [page('http://a.example/1', '/1')],
      [page('https://a.example/1', '/1'), page('https://b.example/1', '/1')],
    ],
    [
      'where it could be two of the store',
      [page('http://a.example/1', '/1'), page('http://b.example/1', '/1')],
      [page('https://a.example/1', '/1')],
    ],
  ])('is another one %s', async (name, first, second) => {
    const feed = await store.feed(name);
    await importOf(feed, ...first);
    await importOf(feed, ...second);
    const all = new Set([...first, ...second].map(({ identity }) => identity));
    expect(await stored(feed)).toEqual([...all].toSorted());
  });

  it('is not looked for in other feeds', async () => {
    const [one, two] = await Promise.all([store.feed('one'), store.feed('two')]);
    await importOf(one, page('http://a.example/1', '/1'));
    await importOf(two, page('https://a.example/1', '/1'));
    expect([await stored(one), await stored(two)]).toEqual([['http://a.example/1'], ['https://a.example/1']]);
  });

  it('has the alias of its last edit', async () => {
    const feed = await store.feed('alias');
    await importOf(feed, page('one', '/1'));
    await importOf(feed, page('one', '/2', { hash: 'hash 2' }));
    expect(await importOf(feed, page('two', '/2', { hash: 'hash 2' }))).toMatchObject({ created: 0, updated: 0 });
    expect(await stored(feed)).toEqual(['two']);
  });

  it('counts as known where the document brings only its name', async () => {
    const feed = await store.feed('names');
    await importOf(feed, page('http://a.example/1', '/1'), page('http://b.example/1', '/2'));
    const [known, twin] = imported(page('http://a.example/1', '/1'), page('https://a.example/1', '/1')).entries;
    const finding = { ...imported(), entries: [{ ...known, json: null }, twin] } as ReturnType<typeof imported>;
    expect(await store.commit(feed, await store.mint(feed), finding)).toMatchObject({ created: 1, unchanged: 1 });
    expect(await stored(feed)).toHaveLength(3);
  });
});
