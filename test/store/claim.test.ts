import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imported, unchanged } from './import.ts';
import { lockWaiters, openTestStore } from './store.ts';

describe('claim', () => {
  let store: Awaited<ReturnType<typeof openTestStore>>;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store[Symbol.asyncDispose]());

  it('mints a higher fence every time', async () => {
    const feed = await store.feed('rising');
    const fences = [await store.mint(feed), await store.mint(feed), await store.mint(feed)];
    expect(fences).toEqual([1, 2, 3]);
  });

  it('mints different fences for claims made at the same moment', async () => {
    const feed = await store.feed('at once');
    const fences = await Promise.all(Array.from({ length: 5 }, () => store.mint(feed)));
    expect(new Set(fences).size).toBe(5);
  });

  it('tells the fetch what the last import left', async () => {
    const feed = await store.feed('source');
    await store.commit(feed, await store.mint(feed), imported());
    expect(await store.claim(feed, 1)).toMatchObject({
      status: 'claimed',
      fence: 2,
      source: {
        url: feed.url,
        credentials: null,
        etag: '"1"',
        lastModified: 'Fri, 02 Jan 2026 03:04:05 GMT',
        bodyHash: 'body',
      },
    });
  });

  it('is fresh when an import was recorded after it was asked for', async () => {
    const feed = await store.feed('fresh');
    await store.commit(feed, await store.mint(feed), unchanged);
    expect(await store.claim(feed, 0)).toEqual({ status: 'fresh', fence: 1 });
    expect(await store.row(feed)).toMatchObject({ fence: '1' });
    expect(await store.claim(feed, 1)).toMatchObject({ status: 'claimed', fence: 2 });
  });

  it('is not fresh by an import that is claimed but not recorded', async () => {
    const feed = await store.feed('unrecorded');
    await store.mint(feed);
    expect(await store.claim(feed, 0)).toMatchObject({ status: 'claimed', fence: 2 });
  });

  it('fails without a fetch after six claims in a row that came to nothing, and then lets the next try', async () => {
    const feed = await store.feed('poison');
    for (let claims = 0; claims < 6; claims++) await store.mint(feed);
    expect(await store.claim(feed, 0)).toMatchObject({ status: 'failed', fence: 7, error: { code: 'crashed' } });
    expect(await store.imports(feed.url)).toMatchObject([{ outcome: 'failed', errorCode: 'crashed', fence: 7 }]);
    expect(await store.claim(feed, 7)).toMatchObject({ status: 'claimed', fence: 8 });
  });

  it('fails when the feed has been removed', async () => {
    const feed = await store.feed('removed');
    await store.client`delete from feedlock.feeds where id = ${feed.id}`;
    expect(await store.claim(feed)).toMatchObject({ status: 'failed', error: { code: 'feed-removed' } });
  });

  it('waits for a row that another holds, while the others of its batch go on', async () => {
    const [held, free] = await Promise.all([store.feed('held'), store.feed('free')]);
    const holder = await store.client.reserve();
    await holder`begin`;
    await holder`select from feedlock.feeds where id = ${held.id} for update`;
    const settled: string[] = [];
    const both = Promise.all([
      store.mint(held).then(() => settled.push('held')),
      store.mint(free).then(() => settled.push('free')),
    ]);
    await lockWaiters(store.client, 1);
    await holder`commit`;
    holder.release();
    await both;
    expect(settled).toEqual(['free', 'held']);
    expect(await store.row(held)).toMatchObject({ fence: '1' });
    expect(await store.row(free)).toMatchObject({ fence: '1' });
  });
});
