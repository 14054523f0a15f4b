import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeedRef } from '../../machines/model.ts';
import { parseFeedUrl } from '../../src/store/feed-url.ts';
import { entry, failed, imported, unchanged } from './import.ts';
import { openTestStore } from './store.ts';

describe('a permanent redirect', () => {
  let store: Awaited<ReturnType<typeof openTestStore>>;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store[Symbol.asyncDispose]());

  const urlOf = (path: string) => `https://site.example/${path}`;
  const led = async (feed: FeedRef, to: string | null, finding: 'imported' | 'unchanged' = 'unchanged') => {
    const found = imported(entry('a'));
    return store.commitWhole(
      feed,
      await store.mint(feed),
      finding === 'unchanged'
        ? { ...unchanged, movedTo: to }
        : { ...found, document: { ...found.document, movedTo: to } },
    );
  };

  it('is believed after as many imports in a row as it takes, whatever they found', async () => {
    const feed = await store.feed('believed');
    const to = urlOf('believed/new');
    expect(await led(feed, to, 'imported')).toMatchObject({ status: 'settled' });
    expect(await led(feed, to)).toMatchObject({ status: 'settled' });
    expect(await led(feed, to, 'imported')).toMatchObject({ status: 'moved', to, outcome: { status: 'imported' } });
    expect(await led(feed, to)).toMatchObject({ status: 'moved', to, outcome: { status: 'unchanged' } });
  });

  it('counts anew when it leads elsewhere, or nowhere', async () => {
    const feed = await store.feed('fickle');
    for (const to of ['one', 'one', 'two', 'one', null, 'one', 'one'])
      expect(await led(feed, to && urlOf(to))).toMatchObject({ status: 'settled' });
    expect(await led(feed, urlOf('one'))).toMatchObject({ status: 'moved' });
  });

  it('is not forgotten over a failure', async () => {
    const feed = await store.feed('failing');
    for (const _ of [1, 2]) await led(feed, urlOf('failing/new'));
    await store.commit(feed, await store.mint(feed), failed);
    expect(await led(feed, urlOf('failing/new'))).toMatchObject({ status: 'moved' });
  });

  it('takes time as well as imports', async () => {
    await using slow = await openTestStore('feed', { moves: { imports: 2, ms: 60_000 } });
    const feed = await slow.feed('slow');
    const lead = async () =>
      slow.commitWhole(feed, await slow.mint(feed), { ...unchanged, movedTo: urlOf('slow/new') });
    for (const _ of [1, 2, 3]) expect(await lead()).toMatchObject({ status: 'settled' });
    await slow.client`update feedlock.feeds set moved_since = moved_since - interval '1 minute'`;
    expect(await lead()).toMatchObject({ status: 'moved' });
  });
});

describe('a feed that is moved', () => {
  let store: Awaited<ReturnType<typeof openTestStore>>;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store[Symbol.asyncDispose]());

  const urlOf = (path: string) => `https://site.example/${path}`;
  const settle = async (feed: FeedRef, to: string) => {
    let fence = 0;
    for (const _ of [1, 2, 3]) {
      fence = await store.mint(feed);
      await store.commit(feed, fence, { ...unchanged, movedTo: to });
    }
    return fence;
  };

  it('has its new URL, is found under both, keeps its lock, and says so in an event', async () => {
    const feed = await store.feed('old');
    const fence = await settle(feed, urlOf('new'));
    expect(await store.move({ feed, fence, to: urlOf('new') })).toEqual({ status: 'moved' });
    expect(await store.feed('old')).toMatchObject({ id: feed.id, key: feed.key, url: urlOf('new') });
    expect(await store.feed('new')).toMatchObject({ id: feed.id, key: feed.key, url: urlOf('new') });
    expect(await store.moves()).toMatchObject([
      { feedId: feed.id, fence, fromUrl: urlOf('old'), toUrl: urlOf('new'), seen: 3, mergedInto: null, undoneAt: null },
    ]);
    const [event] = await store.client`select type, data from feedlock.outbox where feed_id = ${feed.id}`;
    expect(event).toEqual({ type: 'feed.moved', data: { from: urlOf('old'), to: urlOf('new'), mergedInto: null } });
    expect(await store.row(feed)).toMatchObject({ moved_to: null, moved_seen: 0, etag: '"2"' });
  });

  it('does not move under a fence that has been superseded', async () => {
    const feed = await store.feed('late');
    const fence = await settle(feed, urlOf('late/new'));
    await store.mint(feed);
    expect(await store.move({ feed, fence, to: urlOf('late/new') })).toEqual({ status: 'lost' });
    expect(await store.row(feed)).toMatchObject({ url: urlOf('late') });
  });

  it('takes its login along within its origin, and nowhere else', async () => {
    const secret = (path: string) => store.identify(parseFeedUrl(`https://me:p%40ss%3A@site.example/${path}`));
    const [stays, leaves] = [await secret('stays'), await secret('leaves')];
    await store.move({ feed: stays, fence: await settle(stays, urlOf('stays/new')), to: urlOf('stays/new') });
    const elsewhere = 'https://other.example/';
    await store.move({ feed: leaves, fence: await settle(leaves, elsewhere), to: elsewhere });
    expect(await store.row(stays)).toMatchObject({ url: urlOf('stays/new'), credentials: 'me:p@ss:' });
    expect(await secret('stays/new')).toMatchObject({ id: stays.id });
    expect(await store.row(leaves)).toMatchObject({ url: elsewhere, credentials: null });
    expect(JSON.stringify(await store.moves())).not.toContain('p@ss');
  });

  it('moves back when that is undone, and not there again by itself', async () => {
    const feed = await store.feed('undone');
    const to = urlOf('undone/new');
    await store.move({ feed, fence: await settle(feed, to), to });
    expect(await store.undoMove(to)).toEqual({ url: urlOf('undone'), from: to });
    expect(await store.undoMove(to)).toBeNull();
    expect(await store.row(feed)).toMatchObject({
      url: urlOf('undone'),
      etag: null,
      last_modified: null,
      body_hash: null,
    });
    expect(await store.moves()).toContainEqual(expect.objectContaining({ toUrl: to, undoneAt: expect.any(Date) }));
    await settle(feed, to);
    const again = { ...unchanged, movedTo: to };
    expect(await store.commitWhole(feed, await store.mint(feed), again)).toMatchObject({ status: 'settled' });
    expect(await store.commitWhole(feed, await store.mint(feed), { ...again, movedTo: urlOf('third') })).toMatchObject({
      status: 'settled',
    });
  });

  it('gives the URL that it had meanwhile back to whoever has it', async () => {
    const feed = await store.feed('freed');
    const to = urlOf('freed/new');
    await store.move({ feed, fence: await settle(feed, to), to });
    await store.undoMove(feed.url);
    const other = await store.feed('freed/new');
    expect(other.id).not.toBe(feed.id);
    expect(await store.feed('freed')).toMatchObject({ id: feed.id, url: urlOf('freed') });
  });

  it('stays where it is after several moves that were undone', async () => {
    const feed = await store.feed('often');
    for (const place of ['often/1', 'often/2']) {
      await store.move({ feed, fence: await settle(feed, urlOf(place)), to: urlOf(place) });
      await store.undoMove(urlOf('often'));
    }
    for (const place of ['often/1', 'often/2']) {
      await settle(feed, urlOf(place));
      const again = { ...unchanged, movedTo: urlOf(place) };
      expect(await store.commitWhole(feed, await store.mint(feed), again)).toMatchObject({ status: 'settled' });
    }
  });

  it('does not become part of one that was there once and has moved on', async () => {
    const [feed, other] = [await store.feed('gone on/old'), await store.feed('gone on/between')];
    const on = urlOf('gone on/new');
    await store.move({ feed: other, fence: await settle(other, on), to: on });
    const to = urlOf('gone on/between');
    expect(await store.move({ feed, fence: await settle(feed, to), to })).toEqual({ status: 'lost' });
  });

  it('is refused an undoing by an import that runs meanwhile', async () => {
    const feed = await store.feed('meanwhile');
    const to = urlOf('meanwhile/new');
    await store.move({ feed, fence: await settle(feed, to), to });
    const fence = await store.mint(feed);
    await store.undoMove(to);
    expect(await store.commit(feed, fence, imported())).toEqual({ status: 'lost', fence });
  });

  it('finds another feed where it wants to go', async () => {
    const [feed, other] = [await store.feed('crowded/old'), await store.feed('crowded/new')];
    const fence = await settle(feed, other.url);
    const { fence: _, ...by } = other;
    expect(await store.move({ feed, fence, to: other.url })).toEqual({ status: 'taken', by });
    expect(await store.row(feed)).toMatchObject({ url: urlOf('crowded/old') });
  });
});
