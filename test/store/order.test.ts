import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeedRef } from '../../machines/model.ts';
import { entry, imported } from './import.ts';
import { openTestStore } from './store.ts';

const at = (text: string) => new Date(text);
const ahead = (ms: number) => new Date(Date.now() + ms);

describe('the order of entries', () => {
  let store: Awaited<ReturnType<typeof openTestStore>>;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store[Symbol.asyncDispose]());

  const importOf = async (feed: FeedRef, ...entries: ReturnType<typeof entry>[]) =>
    store.commit(feed, await store.mint(feed), imported(...entries));
  const listed = async ({ url }: FeedRef) => (await store.entries(url)).map(({ identity }) => identity);

  it('is that of their dates, the newest first', async () => {
    const feed = await store.feed('dates');
    const published = ['2024', '2026', '2025'].map((year) => entry(year, { published: at(`${year}-01-01T00:00:00Z`) }));
    await importOf(feed, ...published, entry('updated', { published: null, updated: at('2025-06-01T00:00:00Z') }));
    expect(await listed(feed)).toEqual(['2026', 'updated', '2025', '2024']);
  });

  it.each([
    ['lies ahead', ahead(3_600_000)],
    ['lies far ahead', at('2099-01-01T00:00:00Z')],
    ['is the zero of a clock', at('1970-01-01T00:00:00Z')],
  ])('takes when it was first seen for a date that %s, which is kept', async (name, published) => {
    const feed = await store.feed(name);
    await importOf(feed, entry('odd', { published, updated: null }));
    const [odd] = await store.entries(feed.url);
    expect(odd).toMatchObject({ published, orderedAt: odd?.firstSeen });
    await importOf(feed, entry('later', { published: ahead(-1_000) }));
    expect(await listed(feed)).toEqual(expect.arrayContaining(['later', 'odd']));
  });

  it('allows for a clock that is a little ahead', async () => {
    const feed = await store.feed('ahead');
    const published = ahead(60_000);
    await importOf(feed, entry('ahead', { published }));
    expect(await store.entries(feed.url)).toMatchObject([{ orderedAt: published }]);
  });

  it('is that of the document where there is no date', async () => {
    const feed = await store.feed('undated');
    const undated = (name: string) => entry(name, { published: null });
    await importOf(feed, undated('b'), undated('a'));
    await importOf(feed, undated('d'), undated('c'), undated('b'), undated('a'));
    expect(await listed(feed)).toEqual(['d', 'c', 'b', 'a']);
  });

  it('follows an edit, as far as its date can be believed', async () => {
    const feed = await store.feed('edited');
    await importOf(feed, entry('a', { published: at('2024-01-01T00:00:00Z') }));
    const [before] = await store.entries(feed.url);
    await importOf(feed, entry('a', { published: at('2025-01-01T00:00:00Z'), hash: 'edit 1' }));
    expect(await store.entries(feed.url)).toMatchObject([{ orderedAt: at('2025-01-01T00:00:00Z') }]);
    await importOf(feed, entry('a', { published: at('2099-01-01T00:00:00Z'), hash: 'edit 2' }));
    expect(await store.entries(feed.url)).toMatchObject([{ orderedAt: before?.firstSeen }]);
  });

  it('does not follow a date that moved alone', async () => {
    const feed = await store.feed('moved date');
    const published = at('2024-01-01T00:00:00Z');
    await importOf(feed, entry('a', { published }));
    expect(await importOf(feed, entry('a', { published: at('2025-01-01T00:00:00Z') }))).toMatchObject({ updated: 0 });
    expect(await store.entries(feed.url)).toMatchObject([{ published, orderedAt: published }]);
  });

  it('is read from an index, however many there are', async () => {
    const feed = await store.feed('index');
    await importOf(feed, ...Array.from({ length: 2_000 }, (_, n) => entry(`${n}`, { content: null })));
    await store.client`analyze feedlock.entries`;
    const rows = await store.client`
      explain select id from feedlock.entries
      where feed_id = (select feed_id from feedlock.urls where url = ${feed.url} limit 1) and pruned_at is null
      order by ordered_at desc, id desc limit 10`;
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain('entries_order');
    expect(plan).not.toContain('Sort');
  });
});
