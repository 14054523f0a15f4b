import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeedRef, Finding } from '../../machines/model.ts';
import { failed, imported, unchanged } from './import.ts';
import { openTestStore } from './store.ts';

const gone: Finding = {
  status: 'gone',
  httpStatus: 410,
  error: { code: 'http-4xx', message: 'fetch https://site.example/feed: 410 Gone' },
};

describe('a feed whose server says 410', () => {
  let store: Awaited<ReturnType<typeof openTestStore>>;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store[Symbol.asyncDispose]());

  const polled = async (path: string) => {
    const feed = await store.feed(path);
    await store.client`update feedlock.feeds set polled = true, next_due = now() where id = ${feed.id}`;
    return feed;
  };
  const find = async (feed: FeedRef, finding: Finding) => store.commit(feed, await store.mint(feed), finding);
  const events = async ({ id }: FeedRef) =>
    (await store.client`select type from feedlock.outbox where feed_id = ${id} order by id`).map(({ type }) => type);

  it('has failed the first time, and is due again', async () => {
    const feed = await polled('once');
    expect(await find(feed, gone)).toMatchObject({ status: 'failed', error: { code: 'http-4xx' } });
    const [row] =
      await store.client`select next_due > now() as later, gone_at from feedlock.feeds where id = ${feed.id}`;
    expect(row).toEqual({ later: true, gone_at: null });
    expect(await events(feed)).toEqual(['feed.failed']);
  });

  it('is gone the second time: due no more, recorded and announced', async () => {
    const feed = await polled('twice');
    await find(feed, gone);
    expect(await find(feed, gone)).toEqual({ status: 'gone', fence: 2 });
    expect(await store.row(feed)).toMatchObject({ next_due: null, gone_at: expect.any(Date), polled: true });
    expect(await store.imports(feed.url)).toMatchObject([
      { outcome: 'gone', httpStatus: 410, errorCode: 'http-4xx' },
      { outcome: 'failed' },
    ]);
    expect(await events(feed)).toEqual(['feed.failed', 'feed.gone']);
  });

  it('stays gone, without another announcement, when it is asked for and still is', async () => {
    const feed = await polled('still');
    for (const _ of [1, 2]) await find(feed, gone);
    const before = (await store.row(feed))?.gone_at;
    expect(await find(feed, gone)).toMatchObject({ status: 'gone' });
    expect((await store.row(feed))?.gone_at).toEqual(before);
    expect(await events(feed)).toEqual(['feed.failed', 'feed.gone']);
  });

  it.each([
    ['imported', imported()],
    ['unchanged', unchanged],
  ])('is alive again, and due, when it is %s', async (name, finding) => {
    const feed = await polled(`revived ${name}`);
    for (const _ of [1, 2]) await find(feed, gone);
    await find(feed, finding);
    expect(await store.row(feed)).toMatchObject({ gone_at: null, gone_seen: 0, next_due: expect.any(Date) });
  });

  it('is not gone by two answers with another one between', async () => {
    const feed = await polled('between');
    await find(feed, gone);
    await find(feed, failed);
    expect(await find(feed, gone)).toMatchObject({ status: 'failed' });
  });
});
