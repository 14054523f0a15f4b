import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failed, unchanged } from './import.ts';
import { openTestStore } from './store.ts';

describe('a host that asked to be left alone', () => {
  let store: Awaited<ReturnType<typeof openTestStore>>;
  beforeAll(async () => {
    store = await openTestStore('feed', { hostOf: (url) => new URL(url).pathname.split('/')[1] ?? '' });
  });
  afterAll(() => store[Symbol.asyncDispose]());

  const limit = async (host: string, ms: number) => {
    const feed = await store.feed(`${host}/that-was-limited`);
    const url = `https://site.example/${host}/another`;
    await store.commit(feed, await store.mint(feed), { ...failed, httpStatus: 429, limit: { url, ms } });
  };

  it('puts off the claims of all its feeds, and mints no fence', async () => {
    const feed = await store.feed('busy/feed');
    await limit('busy', 60_000);
    const claim = await store.claim(feed);
    expect(claim).toEqual({ status: 'deferred', until: expect.any(Date) });
    const until = claim.status === 'deferred' ? claim.until : new Date(0);
    expect(Math.abs(Number(until) - Date.now() - 60_000)).toBeLessThan(5_000);
    expect(await store.row(feed)).toMatchObject({ fence: '0', next_due: null });
    expect(Math.abs(Number(await store.notBefore('busy')) - Number(until))).toBeLessThan(1_000);
  });

  it('leaves the feeds of others alone', async () => {
    await limit('busy alone', 60_000);
    expect(await store.claim(await store.feed('free/feed'))).toMatchObject({ status: 'claimed' });
    expect(await store.notBefore('free')).toBeNull();
  });

  it('is asked again when its time is over', async () => {
    const feed = await store.feed('over/feed');
    await limit('over', 1);
    await expect.poll(() => store.notBefore('over'), { interval: 5 }).toBeNull();
    expect(await store.claim(feed)).toMatchObject({ status: 'claimed' });
  });

  it('is never asked earlier because of a shorter limit that came later', async () => {
    const feed = await store.feed('twice/that-is-late');
    const fence = await store.mint(feed);
    await limit('twice', 3_600_000);
    const until = await store.notBefore('twice');
    await store.commit(feed, fence, { ...failed, limit: { url: 'https://site.example/twice/', ms: 1 } });
    expect(Math.abs(Number(await store.notBefore('twice')) - Number(until))).toBeLessThan(1_000);
  });

  it('makes a feed that is polled due after its time, and no other', async () => {
    const feed = await store.feed('polled/feed');
    await store.client`update feedlock.feeds set polled = true, next_due = now() where id = ${feed.id}`;
    await limit('polled', 60_000);
    await store.claim(feed);
    const [row] = await store.client`
      select next_due between not_before and not_before + interval '30 s' as after
      from feedlock.feeds, feedlock.hosts where id = ${feed.id} and name = 'polled'`;
    expect(row).toEqual({ after: true });
  });

  it('does not keep an import that is fresh from being so', async () => {
    const feed = await store.feed('fresh/feed');
    await store.commit(feed, await store.mint(feed), unchanged);
    await limit('fresh', 60_000);
    expect(await store.claim(feed, 0)).toEqual({ status: 'fresh', fence: 1 });
  });
});
