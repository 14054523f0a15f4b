import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failed, imported, unchanged } from './import.ts';
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

  it('asks without a condition when no whole body has been read for long', async () => {
    const feed = await store.feed('always 304');
    await store.commit(feed, await store.mint(feed), imported());
    await store.client`update feedlock.feeds set whole_at = now() - interval '2 hours' where id = ${feed.id}`;
    const unconditional = { source: { etag: null, lastModified: null, bodyHash: 'body' } };
    expect(await store.claim(feed, 1)).toMatchObject(unconditional);
    await store.commit(feed, 2, unchanged);
    expect(await store.claim(feed, 2)).toMatchObject(unconditional);
    await store.commit(feed, 3, { ...unchanged, httpStatus: 200 });
    expect(await store.claim(feed, 3)).toMatchObject({ source: { etag: '"2"' } });
  });

  it('tells the limits and the rhythm of the feed', async () => {
    const feed = await store.feed('rhythm');
    const newest = new Date('2026-01-02T03:04:05.678Z');
    const base = new Date('2000-01-01T00:00:00Z');
    const hints = { ttl: 60_000, period: 3_600_000, base, skipHours: [3], skipDays: [0] };
    const fence = await store.mint(feed);
    await store.commit(feed, fence, failed);
    const found = imported();
    const finding = { ...found, feed: { ...found.feed, hints } };
    await store.setLimits(feed, { totalTimeout: 5_000 });
    await store.commitWhole(feed, await store.mint(feed), finding, {
      dueIn: 1_000,
      rhythm: { gap: 86_400_000.5, newest },
    });
    expect(await store.claim(feed, 2)).toMatchObject({
      source: { limits: { totalTimeout: 5_000 } },
      rhythm: { gap: 86_400_000.5, newest, hints, failures: 0 },
      now: expect.any(Date),
    });
    await store.setLimits(feed, {});
    expect(await store.claim(feed, 3)).toMatchObject({ source: { limits: {} } });
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

  it('counts one whose answer cannot be understood', async () => {
    const feed = await store.feed('not understood');
    await store.client`update feedlock.feeds set hints = 'null' where id = ${feed.id}`;
    for (let claims = 0; claims < 6; claims++)
      await expect(store.claim(feed, 0)).rejects.toMatchObject({ code: 'internal' });
    expect(await store.claim(feed, 0)).toMatchObject({ status: 'failed', fence: 7, error: { code: 'crashed' } });
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
