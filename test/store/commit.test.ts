import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entry, failed, imported, info, unchanged } from './import.ts';
import { lockWaiters, openTestStore } from './store.ts';

describe('commit', () => {
  let store: Awaited<ReturnType<typeof openTestStore>>;
  beforeAll(async () => {
    store = await openTestStore('entry');
  });
  afterAll(() => store[Symbol.asyncDispose]());

  const outbox = (feedId: string) =>
    store.client`select type, index, fence::int, data from feedlock.outbox where feed_id = ${feedId} order by id`;

  it('writes entries, history and events of an import at once', async () => {
    const feed = await store.feed('at-once');
    const fence = await store.mint(feed);
    expect(await store.commit(feed, fence, imported(entry('a'), entry('b')))).toEqual({
      status: 'imported',
      fence: 1,
      created: 2,
      updated: 0,
      unchanged: 0,
    });
    expect(await store.row(feed)).toMatchObject({ done_fence: '1', etag: '"1"', body_hash: 'body', title: 'A feed' });
    expect((await store.entries(feed.url)).map(({ identity }) => identity)).toEqual(['a', 'b']);
    expect(await store.imports(feed.url)).toMatchObject([
      { fence: 1, outcome: 'imported', created: 2, unchanged: 0, node: 'a-node', bytes: 1234, httpStatus: 200 },
    ]);
    expect((await outbox(feed.id)).map(({ type, index }) => [type, index])).toEqual([
      ['feed.imported', 0],
      ['entry.created', 1],
      ['entry.created', 2],
    ]);
  });

  it('gives back an entry as it was given', async () => {
    const feed = await store.feed('same');
    const given = entry('odd', { title: '‘quoted’ \\ "and" \u{1F600}', categories: ['a,b', '{"}'], published: null });
    await store.commit(feed, await store.mint(feed), imported(given));
    expect(await store.entries(feed.url)).toMatchObject([given]);
  });

  it('writes only what changed, and keeps what an edit replaced', async () => {
    const feed = await store.feed('edit');
    await store.commit(feed, await store.mint(feed), imported(entry('a'), entry('b')));
    const before =
      await store.client`select xmin::text, id from feedlock.entries where feed_id = ${feed.id} order by identity`;
    const edited = imported(entry('a', { hash: 'a 2', title: 'New title' }), entry('b'), entry('c'));
    expect(await store.commit(feed, await store.mint(feed), edited)).toMatchObject({
      created: 1,
      updated: 1,
      unchanged: 1,
    });

    const after =
      await store.client`select xmin::text, id, title from feedlock.entries where feed_id = ${feed.id} order by identity`;
    expect(after[1]).toMatchObject(before[1] ?? {});
    expect(after.map(({ title }) => title)).toEqual(['New title', 'Title of b', 'Title of c']);
    expect(
      await store.client`select title, fence::int from feedlock.entry_versions where entry_id = ${after[0]?.id}`,
    ).toEqual([{ title: 'Title of a', fence: 2 }]);
  });

  it('keeps what a feed says of itself, as long as it says it', async () => {
    const feed = await store.feed('about');
    const aboutOf = async () => (await store.feeds()).find(({ id }) => id === feed.id)?.about;
    const { title, description, link, language, updated, hints, ...nothing } = info;
    const about = { ...nothing, generator: 'A generator', hubs: ['https://hub.example/'] };
    const found = imported();
    await store.commit(feed, await store.mint(feed), { ...found, feed: { ...found.feed, ...about } });
    expect(await aboutOf()).toEqual(about);
    await store.commit(feed, await store.mint(feed), found);
    expect(await aboutOf()).toBeNull();
  });

  it('keeps entries that have left the feed', async () => {
    const feed = await store.feed('left');
    await store.commit(feed, await store.mint(feed), imported(entry('a')));
    await store.commit(feed, await store.mint(feed), imported(entry('b')));
    expect(await store.entries(feed.url)).toHaveLength(2);
  });

  it('changes nothing and announces nothing when the same entries come again', async () => {
    const feed = await store.feed('again');
    await store.commit(feed, await store.mint(feed), imported(entry('a')));
    expect(await store.commit(feed, await store.mint(feed), imported(entry('a')))).toMatchObject({
      created: 0,
      unchanged: 1,
    });
    expect((await outbox(feed.id)).filter(({ fence }) => fence === 2)).toEqual([]);
  });

  it('announces the first import of an empty feed', async () => {
    const feed = await store.feed('empty');
    await store.commit(feed, await store.mint(feed), imported());
    expect(await outbox(feed.id)).toMatchObject([{ type: 'feed.imported', data: { entries: [], part: 1, parts: 1 } }]);
  });

  it('continues a long list of changes in a second event', async () => {
    const feed = await store.feed('long');
    const many = Array.from({ length: 1_001 }, (_, i) => entry(`${i}`));
    await store.commit(feed, await store.mint(feed), imported(...many));
    const lists = (await outbox(feed.id)).filter(({ type }) => type === 'feed.imported');
    expect(lists.map(({ data }) => [data.part, data.parts, data.entries.length])).toEqual([
      [1, 3, 500],
      [2, 3, 500],
      [3, 3, 1],
    ]);
  });

  it('writes its own row and nothing else for an unchanged feed', async () => {
    const feed = await store.feed('304');
    await store.commit(feed, await store.mint(feed), imported(entry('a')));
    const events = (await outbox(feed.id)).length;
    expect(await store.commit(feed, await store.mint(feed), unchanged)).toEqual({ status: 'unchanged', fence: 2 });
    expect(await store.row(feed)).toMatchObject({ done_fence: '2', etag: '"2"', last_modified: null, unchanged: 1 });
    expect(await store.imports(feed.url)).toHaveLength(1);
    expect(await outbox(feed.id)).toHaveLength(events);
  });

  it('records a failure, and forgets it after a success', async () => {
    const feed = await store.feed('failing');
    expect(await store.commit(feed, await store.mint(feed), failed)).toMatchObject({ status: 'failed', fence: 1 });
    expect(await store.row(feed)).toMatchObject({ failures: 1, done_fence: '1' });
    expect(await store.imports(feed.url)).toMatchObject([
      { outcome: 'failed', errorCode: 'http-4xx', httpStatus: 404 },
    ]);
    expect(await outbox(feed.id)).toMatchObject([{ type: 'feed.failed', data: { code: 'http-4xx', failures: 1 } }]);
    await store.commit(feed, await store.mint(feed), unchanged);
    expect(await store.row(feed)).toMatchObject({ failures: 0 });
  });

  it('records a failure whose message quotes what Postgres does not take', async () => {
    const feed = await store.feed('odd message');
    const error = { code: 'http-5xx', message: 'fetch it: 500 a\0b \ud83d' } as const;
    const outcome = await store.commit(feed, await store.mint(feed), {
      status: 'failed',
      httpStatus: 500,
      error,
      limit: null,
    });
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'http-5xx' } });
    expect(await store.imports(feed.url)).toMatchObject([{ errorMessage: 'fetch it: 500 ab \ufffd' }]);
  });

  it.each([
    ['an import', imported(entry('late'))],
    ['a 304', unchanged],
    ['a failure', failed],
  ])('writes nothing of %s whose fence has been superseded', async (name, finding) => {
    const feed = await store.feed(`superseded ${name}`);
    const fence = await store.mint(feed);
    const newer = await store.mint(feed);
    expect(await store.commit(feed, fence, finding)).toEqual({ status: 'lost', fence });
    expect(await store.row(feed)).toMatchObject({ fence: `${newer}`, done_fence: '0', etag: null, failures: 0 });
    expect(await store.entries(feed.url)).toEqual([]);
    expect(await store.imports(feed.url)).toEqual([]);
    expect(await outbox(feed.id)).toEqual([]);
  });

  it.each([
    ['an import', imported()],
    ['a 304', unchanged],
    ['a failure', failed],
  ])('makes a feed that is polled due as planned after %s, and no other', async (name, finding) => {
    const [polled, other] = await Promise.all([store.feed(`polled ${name}`), store.feed(`not polled ${name}`)]);
    await store.client`update feedlock.feeds set polled = true where id = ${polled.id}`;
    for (const feed of [polled, other]) await store.commit(feed, await store.mint(feed), finding);
    const [row] = await store.client`
      select extract(epoch from next_due - checked_at)::float8 as due from feedlock.feeds where id = ${polled.id}`;
    expect(row).toEqual({ due: 3_600 });
    expect(await store.row(other)).toMatchObject({ next_due: null });
  });

  it('makes a feed due again that was asked for while it was imported, once its request has left the queue', async () => {
    const feed = await store.feed('requested');
    const fence = await store.mint(feed);
    await store.client`update feedlock.feeds set requested_fence = ${fence} where id = ${feed.id}`;
    await store.commit(feed, fence, imported());
    const [row] = await store.client`
      select extract(epoch from next_due - checked_at)::float8 as due from feedlock.feeds where id = ${feed.id}`;
    expect(row).toEqual({ due: 0.5 });
  });

  it('records many unchanged feeds in one statement, and none of them twice', async () => {
    const feeds = await Promise.all(Array.from({ length: 50 }, (_, i) => store.feed(`many ${i}`)));
    const fences = await Promise.all(feeds.map((feed) => store.mint(feed)));
    const outcomes = await Promise.all(feeds.map((feed, i) => store.commit(feed, fences[i] ?? 0, unchanged)));
    expect(outcomes.every(({ status }) => status === 'unchanged')).toBe(true);
    const stamps = await store.client`
      select count(distinct xmin::text)::int as statements, sum(unchanged)::int as recorded
      from feedlock.feeds where id in ${store.client(feeds.map(({ id }) => id))}`;
    expect(stamps).toEqual([{ statements: 1, recorded: 50 }]);
  });

  it('waits for a row that another holds, without keeping other feeds waiting', async () => {
    const [held, other] = await Promise.all([store.feed('held'), store.feed('other')]);
    const [heldFence, otherFence] = await Promise.all([store.mint(held), store.mint(other)]);
    const holder = await store.client.reserve();
    await holder`begin`;
    await holder`select from feedlock.feeds where id = ${held.id} for update`;
    const waiting = store.commit(held, heldFence, unchanged);
    expect(await store.commit(other, otherFence, unchanged)).toMatchObject({ status: 'unchanged' });
    await lockWaiters(store.client, 1);
    await holder`commit`;
    holder.release();
    expect(await waiting).toMatchObject({ status: 'unchanged' });
  });
});
