import { beforeAll, describe, expect, it } from 'vitest';
import type { Feedlock, FeedlockEvent } from '../../src/index.ts';
import type { ServedFeed } from '../feed-server.ts';
import { createCluster } from './cluster.ts';

describe('a feed whose server redirects it', () => {
  const cluster = createCluster({ moves: { imports: 3, ms: 0 } });
  let one: Feedlock;
  let two: Feedlock;

  beforeAll(async () => {
    [one, two] = await Promise.all([cluster.open('one'), cluster.open('two')]);
  });

  /** A URL that leads to a feed. */
  const redirect = (name: string, to: ServedFeed, status = 301) => {
    const from = cluster.server.add(name);
    from.status = status;
    from.headers = { location: to.url };
    return from;
  };
  const importOften = async (url: string, times: number) => {
    for (let i = 0; i < times; i++) expect(await one.import(url)).toMatchObject({ fence: i + 1 });
  };
  const feedOf = async (url: string) => (await one.feeds()).find((feed) => feed.url === url);

  const published = async (type: FeedlockEvent['type'], subject: string | undefined) => {
    for await (const event of one.events({ since: 'all', types: [type] }))
      if (event.subject === subject) return event.data;
    return undefined;
  };

  it('is moved when it has been led to the same place often enough, and fetched there at once from then on', async () => {
    const to = cluster.server.add('moved/new');
    const from = redirect('moved/old', to);
    await importOften(from.url, 2);
    expect(await feedOf(from.url)).toMatchObject({ movedTo: to.url, movedSeen: 2 });
    expect(await one.import(from.url)).toMatchObject({ status: 'unchanged', fence: 3 });
    const feed = await feedOf(to.url);
    expect(feed).toMatchObject({ movedTo: null, movedSeen: 0 });
    expect(await published('feedlock.feed.moved', feed?.id)).toEqual({ from: from.url, to: to.url, mergedInto: null });
    expect(await one.import(from.url)).toMatchObject({ status: 'unchanged', fence: 4 });
    expect([from.requests, to.requests]).toEqual([3, 4]);
  });

  it('is read whole where it is led to, whatever was known of it where it was', async () => {
    const to = cluster.server.add('migrated/new');
    to.entries = 5;
    const from = cluster.server.add('migrated/old');
    // The same version and the same number of entries make the same ETag; only the place tells them apart.
    from.entries = 5;
    from.body = '<rss version="2.0"><channel><title>Old</title></channel></rss>';
    expect(await one.import(from.url)).toMatchObject({ status: 'imported', created: 0 });
    from.status = 301;
    from.headers = { location: to.url };
    expect(await one.import(from.url)).toMatchObject({ status: 'imported', created: 5 });
    expect(await one.import(from.url)).toMatchObject({ status: 'unchanged' });
  });

  it.each([302, 303, 307])('is never moved by %s', async (status) => {
    const to = cluster.server.add(`temporary ${status}/new`);
    const from = redirect(`temporary ${status}/old`, to, status);
    await importOften(from.url, 4);
    expect(await feedOf(from.url)).toMatchObject({ movedTo: null });
  });

  it('goes back when its move is undone, and is not moved there again', async () => {
    const to = cluster.server.add('undone/new');
    const from = redirect('undone/old', to, 308);
    await importOften(from.url, 3);
    expect(await one.undoMove(from.url)).toEqual({ url: from.url, from: to.url });
    const before = from.requests;
    for (let i = 0; i < 4; i++) await one.import(from.url);
    expect(from.requests).toBe(before + 4);
    expect(await feedOf(from.url)).toMatchObject({ url: from.url });
    expect(await one.moves()).toContainEqual(expect.objectContaining({ toUrl: to.url, undoneAt: expect.any(Date) }));
  });

  it('becomes one with the feed that is there, and no entry is lost', async () => {
    const to = cluster.server.add('merged/new');
    const from = redirect('merged/old', to);
    expect(await two.import(to.url)).toMatchObject({ status: 'imported', created: 3 });
    await importOften(from.url, 3);
    const survivor = await feedOf(to.url);
    expect(await feedOf(from.url)).toBeUndefined();
    expect(await one.entries(from.url)).toEqual(await one.entries(to.url));
    expect(await one.entries(to.url)).toHaveLength(3);
    expect(await one.import(from.url)).toMatchObject({ status: 'unchanged', feedId: survivor?.id });
    const [move] = await one.moves({ limit: 1 });
    expect(move).toMatchObject({ fromUrl: from.url, toUrl: to.url, mergedInto: survivor?.id });
  });

  it('waits for the next time when the feed that is there is being imported', async () => {
    const to = cluster.server.add('both/new');
    const from = redirect('both/old', to);
    await two.import(to.url);
    await importOften(from.url, 2);

    const requests = to.requests;
    to.delay = Number.POSITIVE_INFINITY;
    const [importing, redirected] = [two.import(to.url), one.import(from.url)];
    await to.requested(requests + 2);
    to.delay = 0;
    // Each holds its own lock. The one that is redirected gets its answer first, and finds the other one's taken.
    const held = (await one.locks()).map(({ url }) => url);
    expect(held.toSorted()).toEqual([from.url, to.url].toSorted());
    to.answer();
    const settled = await Promise.all([importing, redirected]);
    expect(settled).toMatchObject([{ status: 'unchanged' }, { status: 'unchanged' }]);
    expect(to.atOnce).toBe(2);

    await one.import(from.url);
    expect(await feedOf(from.url)).toBeUndefined();
    expect(await one.entries(from.url)).toHaveLength(3);
    expect((await one.locks()).map(({ url }) => url)).toEqual([]);
  });

  it('is merged while both are imported again and again by two nodes, and each entry is there once', async () => {
    const to = cluster.server.add('busy/new');
    const from = redirect('busy/old', to);
    const rounds = 30;
    const importing = async (node: Feedlock, url: string) => {
      for (let i = 0; i < rounds; i++) {
        if (url === to.url) to.entries = 3 + i;
        const settled = await node.import(url, { onBusy: i % 2 ? 'wait' : 'skip' });
        expect(settled.status, JSON.stringify(settled)).toMatch(/imported|unchanged|fresh|skipped|lost/);
      }
    };
    await Promise.all([importing(one, from.url), importing(two, to.url), importing(one, to.url)]);
    for (let i = 0; i < 4; i++) await one.import(from.url);
    expect(await feedOf(from.url)).toBeUndefined();
    const entries = await one.entries(from.url, { limit: 1_000 });
    const served = Array.from({ length: to.entries }, (_, i) => `busy/new-${i + 1}`);
    expect(entries.map(({ id }) => id).toSorted()).toEqual(served.toSorted());
  });
});

describe('a feed whose server says 410', () => {
  const cluster = createCluster();
  let node: Feedlock;
  beforeAll(async () => {
    node = await cluster.open('node');
  });

  it('has failed once, is gone the second time, and lives again when it is there again', async () => {
    const feed = cluster.server.add('gone');
    await node.import(feed.url);
    feed.status = 410;
    expect(await node.import(feed.url)).toMatchObject({ status: 'failed', error: { code: 'http-4xx' } });
    expect(await node.import(feed.url)).toMatchObject({ status: 'gone', fence: 3 });
    expect(await node.feeds()).toMatchObject([{ url: feed.url, goneAt: expect.any(Date), nextDue: null }]);
    expect(await node.imports(feed.url)).toMatchObject([
      { outcome: 'gone' },
      { outcome: 'failed' },
      { outcome: 'imported' },
    ]);
    const events: string[] = [];
    await expect
      .poll(async () => {
        events.length = 0;
        for await (const { type } of node.events({ since: 'all', follow: false })) events.push(type);
        return events;
      })
      .toEqual(['feedlock.feed.imported', 'feedlock.feed.failed', 'feedlock.feed.gone']);
    feed.status = 200;
    expect(await node.import(feed.url)).toMatchObject({ status: 'imported', created: 0, unchanged: 3 });
    expect(await node.feeds()).toMatchObject([{ goneAt: null, failures: 0 }]);
  });
});
