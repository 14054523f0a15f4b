import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failed, imported, unchanged } from './import.ts';
import { openTestStore } from './store.ts';

describe('due feeds', () => {
  let store: Awaited<ReturnType<typeof openTestStore>>;
  beforeAll(async () => {
    store = await openTestStore('none', { visibility: 60_000 });
  });
  afterAll(() => store[Symbol.asyncDispose]());
  beforeEach(() => store.client`update feedlock.feeds set next_due = null, polled = false, queued_until = null`);

  const poll = async (path: string) => {
    const feed = await store.feed(path);
    await store.poll(feed);
    return feed;
  };
  const take = async (limit = 100) => (await store.takeDue(limit)).map(({ feed }) => feed.url.split('/').at(-1));

  it('are those on the schedule whose time has come, the longest waiting first', async () => {
    const feeds = await Promise.all(['new', 'older', 'oldest', 'later'].map(poll));
    await store.feed('never polled');
    for (const [at, minutes] of [0, 5, 10, -5].entries())
      await store.client`
        update feedlock.feeds set next_due = now() - ${minutes} * interval '1 min' where id = ${feeds[at]?.id ?? ''}`;
    expect(await take(2)).toEqual(expect.arrayContaining(['oldest', 'older']));
    expect(await take()).toEqual(['new']);
  });

  it('are handed out once, until they should have been imported', async () => {
    const feed = await poll('once');
    expect(await take()).toEqual(['once']);
    expect(await take()).toEqual([]);
    await store.client`update feedlock.feeds set queued_until = now() where id = ${feed.id}`;
    expect(await take()).toEqual(['once']);
  });

  it('are handed to one of many who ask at the same moment', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, at) => poll(`many ${at}`)));
    const taken = await Promise.all(Array.from({ length: 5 }, () => take(10)));
    expect(taken.flat()).toHaveLength(20);
    expect(new Set(taken.flat()).size).toBe(20);
  });

  it('carry the fence of their row', async () => {
    const feed = await poll('fenced');
    await store.commit(feed, await store.mint(feed), imported());
    await store.client`update feedlock.feeds set next_due = now() where id = ${feed.id}`;
    expect(await store.takeDue(1)).toEqual([{ feed: expect.objectContaining({ id: feed.id }), seen: 1 }]);
  });

  it.each([
    ['imported', imported()],
    ['unchanged', unchanged],
    ['failed', failed],
  ])('are due again when they were %s, after as long as was planned', async (name, finding) => {
    const feed = await poll(`planned ${name}`);
    await take();
    await store.commit(feed, await store.mint(feed), finding);
    const row = await store.row(feed);
    expect(row).toMatchObject({ queued_until: null });
    expect(Number(row?.next_due) - Date.now()).toBeCloseTo(3_600_000, -5);
  });

  it('are not due again when they are not on the schedule', async () => {
    const feed = await store.feed('asked for');
    await store.commit(feed, await store.mint(feed), imported());
    expect(await store.row(feed)).toMatchObject({ next_due: null });
  });

  it('are due when they were asked for while they were imported, once the request under way has left the queue', async () => {
    const feed = await store.feed('asked for again');
    const fence = await store.mint(feed);
    await store.askAgain({ feed, seen: fence });
    expect(await take()).toEqual([]);
    await expect.poll(take).toEqual(['asked%20for%20again']);
    await store.commit(feed, fence, imported());
    expect(await take()).toEqual([]);
    await expect.poll(take).toEqual(['asked%20for%20again']);
    await store.commit(feed, await store.mint(feed), unchanged);
    expect(await take()).toEqual([]);
  });

  it('are not those that have become part of another, whoever asks for them or puts them off', async () => {
    const [part, whole] = await Promise.all([poll('part'), store.feed('whole')]);
    await store.client`update feedlock.feeds set merged_into = ${whole.id} where id = ${part.id}`;
    await store.putOff({ feed: part, seen: 0, ms: 0 });
    expect(await take()).toEqual([]);
    await store.askAgain({ feed: part, seen: 0 });
    await expect.poll(take).toEqual(['whole']);
    expect(await store.claim(part)).toMatchObject({ status: 'merged' });
    expect(await store.row(part)).toMatchObject({ next_due: null });
  });

  it('that were asked for and put off are still due when they are paused', async () => {
    const feed = await poll('owed');
    await store.putOff({ feed, seen: 0, ms: 0 });
    await store.pause(feed);
    expect(await take()).toEqual(['owed']);
  });

  it('can be put off', async () => {
    const feed = await poll('put off');
    await take();
    await store.putOff({ feed, seen: 0, ms: 0 });
    expect(await take()).toEqual(['put%20off']);
    await store.putOff({ feed, seen: 0, ms: 60_000 });
    await store.client`update feedlock.feeds set queued_until = null`;
    expect(await take()).toEqual([]);
  });
});

describe('the register', () => {
  let store: Awaited<ReturnType<typeof openTestStore>>;
  beforeAll(async () => {
    store = await openTestStore('feed', { retention: { imports: 1_000, versions: 1_000 } });
  });
  afterAll(() => store[Symbol.asyncDispose]());

  it('says whether it changed anything, each feed for itself', async () => {
    const [one, other] = await Promise.all([store.feed('one'), store.feed('other')]);
    expect(await store.poll(one)).toBe(true);
    expect(await Promise.all([store.poll(one), store.poll(other)])).toEqual([false, true]);
    expect(await store.resume(one)).toBe(false);
    expect(await store.pause(one)).toBe(true);
    expect(await store.pause(one)).toBe(false);
    expect(await store.poll(one)).toBe(false);
    expect(await store.resume(one)).toBe(true);
  });

  it('keeps a paused feed from becoming due, also by an import', async () => {
    const feed = await store.feed('paused');
    await store.poll(feed);
    await store.pause(feed);
    expect(await store.row(feed)).toMatchObject({ next_due: null });
    await store.commit(feed, await store.mint(feed), imported());
    expect(await store.row(feed)).toMatchObject({ next_due: null });
  });

  it('forgets a feed with all that was stored of it, and an import under way writes nothing any more', async () => {
    const feed = await store.feed('removed');
    await store.commit(feed, await store.mint(feed), imported());
    const fence = await store.mint(feed);
    expect(await store.remove(feed)).toBe(true);
    expect(await store.commit(feed, fence, imported())).toEqual({ status: 'lost', fence });
    for (const table of ['entries', 'imports', 'urls'])
      expect(await store.client.unsafe(`select from feedlock.${table} where feed_id = $1`, [feed.id])).toEqual([]);
    expect(await store.remove(feed)).toBe(false);
    expect(await store.claim(feed, 0)).toMatchObject({ status: 'failed', error: { code: 'feed-removed' } });
    expect((await store.client`select from feedlock.outbox where feed_id = ${feed.id}`).length).toBe(1);
  });

  it('forgets history that is too old, in batches', async () => {
    const feed = await store.feed('historic');
    await store.client`
      insert into feedlock.imports (feed_id, fence, outcome, node, at)
      select ${feed.id}, -n, 'imported', 'a', now() - interval '1 hour' from generate_series(1, 1500) n`;
    expect(await store.forget()).toBe(true);
    expect(await store.forget()).toBe(false);
    expect(await store.client`select from feedlock.imports where feed_id = ${feed.id}`).toEqual([]);
  });

  it('counts', async () => {
    const tally = await store.tally();
    expect(tally).toMatchObject({ late: 0, gone: 0 });
    expect(tally.polled + tally.paused).toBeLessThanOrEqual(tally.feeds);
  });
});
