import { beforeAll, describe, expect, it } from 'vitest';
import type { Feedlock, Settled } from '../../src/index.ts';
import { createCluster } from './cluster.ts';

describe('an import', () => {
  const cluster = createCluster();
  let one: Feedlock;
  let two: Feedlock;
  beforeAll(async () => {
    [one, two] = await Promise.all([cluster.open('one'), cluster.open('two')]);
  });

  it('brings a feed into the database', async () => {
    const feed = cluster.server.add('new');
    expect(await one.import(feed.url)).toMatchObject({
      status: 'imported',
      url: feed.url,
      fence: 1,
      node: 'one',
      created: 3,
      updated: 0,
      unchanged: 0,
      ms: expect.any(Number),
    });
    expect(await two.entries(feed.url)).toHaveLength(3);
    expect(await two.feeds()).toContainEqual(expect.objectContaining({ url: feed.url, title: 'new 1' }));
  });

  it('is unchanged when the server says so', async () => {
    const feed = cluster.server.add('304');
    await one.import(feed.url);
    expect(await two.import(feed.url)).toMatchObject({ status: 'unchanged', fence: 2 });
    expect(await one.imports(feed.url)).toHaveLength(1);
  });

  it('brings what is new and nothing twice', async () => {
    const feed = cluster.server.add('grows');
    await one.import(feed.url);
    feed.entries = 5;
    expect(await two.import(feed.url)).toMatchObject({
      status: 'imported',
      fence: 2,
      created: 2,
      updated: 0,
      unchanged: 3,
    });
    expect(await one.entries(feed.url)).toHaveLength(5);
  });

  it('is skipped while another node runs it, and names that node', async () => {
    const feed = cluster.server.add('busy');
    feed.delay = Number.POSITIVE_INFINITY;
    const first = one.import(feed.url);
    await feed.requested(1);
    expect(await two.import(feed.url)).toMatchObject({ status: 'skipped', holder: 'one' });
    expect(await one.import(feed.url)).toMatchObject({ status: 'skipped', holder: 'one' });
    expect(await two.locks()).toMatchObject([{ node: 'one', url: feed.url }]);
    feed.answer();
    expect(await first).toMatchObject({ status: 'imported' });
    expect(feed).toMatchObject({ requests: 1, atOnce: 1 });
    expect(await two.locks()).toEqual([]);
  });

  it('is fresh when another one has begun and ended since it was asked for', async () => {
    const lines: string[] = [];
    const log = { debug: (line: string) => void lines.push(line), info() {}, warn() {}, error() {} };
    const waiters = await Promise.all([cluster.open('third', { log }), cluster.open('fourth', { log })]);
    const feed = cluster.server.add('fresh');
    feed.delay = Number.POSITIVE_INFINITY;
    const first = one.import(feed.url);
    await feed.requested(1);
    // What the first has fetched may be older than these requests, so one of them must fetch again.
    const others = waiters.map((node) => node.import(feed.url, { onBusy: 'wait' }));
    const busy = `${feed.url} is already being imported by one`;
    await expect.poll(() => lines.filter((line) => line === busy).length).toBeGreaterThan(3);
    feed.delay = 0;
    feed.answer();
    expect(await first).toMatchObject({ status: 'imported' });
    expect((await Promise.all(others)).map(({ status }) => status).toSorted()).toEqual(['fresh', 'unchanged']);
    expect(lines.at(-1)).toBe(`importing ${feed.url}`);
    expect(feed.requests).toBe(2);
  });

  it.each([
    ['a page that is missing', 404, { code: 'http-4xx', message: expect.stringMatching(/^fetch http:.*: 404/) }],
    ['a server that is ill', 503, { code: 'http-5xx' }],
  ])('fails with %s, and is recorded', async (name, status, error) => {
    const feed = cluster.server.add(name);
    feed.status = status;
    expect(await one.import(feed.url)).toMatchObject({ status: 'failed', fence: 1, error });
    expect(await one.imports(feed.url)).toMatchObject([
      { outcome: 'failed', errorCode: error.code, httpStatus: status },
    ]);
    expect(await one.locks()).toEqual([]);
  });

  it('of something that is no URL fails without being known', async () => {
    expect(await one.import('no url')).toMatchObject({ status: 'failed', feedId: null, error: { code: 'bad-url' } });
  });

  it('of an address that is not public is refused', async () => {
    const elsewhere = await cluster.open('strict', { fetch: {} });
    const feed = cluster.server.add('private');
    expect(await elsewhere.import(feed.url)).toMatchObject({ status: 'failed', error: { code: 'refused-address' } });
    expect(feed.requests).toBe(0);
  });

  it('can be cancelled: the request ends, the lock is free, nothing is written', async () => {
    const feed = cluster.server.add('cancelled');
    feed.delay = Number.POSITIVE_INFINITY;
    const cancel = new AbortController();
    const outcome = one.import(feed.url, { signal: cancel.signal });
    await feed.requested(1);
    cancel.abort();
    expect(await outcome).toMatchObject({ status: 'failed', error: { code: 'cancelled' } });
    expect(await one.locks()).toEqual([]);
    expect(await one.entries(feed.url)).toEqual([]);
    feed.delay = 0;
    expect(await two.import(feed.url)).toMatchObject({ status: 'imported', fence: 2 });
  });

  it('can be cancelled by the impatient again and again, and nobody has died of it', async () => {
    const feed = cluster.server.add('impatience');
    feed.delay = Number.POSITIVE_INFINITY;
    for (let attempts = 1; attempts <= 6; attempts++) {
      const cancel = new AbortController();
      const outcome = one.import(feed.url, { signal: cancel.signal });
      await feed.requested(attempts);
      cancel.abort();
      expect(await outcome).toMatchObject({ status: 'failed', fence: attempts, error: { code: 'cancelled' } });
    }
    feed.delay = 0;
    expect(await one.import(feed.url)).toMatchObject({ status: 'imported', fence: 7 });
  });

  it('never runs twice at once, however often it is asked for', async () => {
    const feed = cluster.server.add('asked');
    feed.delay = 100;
    const outcomes = await Promise.all(
      [one, two].flatMap((node) => Array.from({ length: 10 }, () => node.import(feed.url, { onBusy: 'wait' }))),
    );
    expect(feed.atOnce).toBe(1);
    expect(outcomes.filter(({ status }) => status === 'imported')).toHaveLength(1);
    expect(outcomes.every(({ status }) => ['imported', 'fresh', 'unchanged'].includes(status))).toBe(true);
  });

  it('of many feeds gives their outcomes in the order of their URLs', async () => {
    const feeds = Array.from({ length: 30 }, (_, i) => cluster.server.add(`many ${i}`));
    const heard: Settled[] = [];
    const off = one.on('settled', (settled) => heard.push(settled));
    const outcomes = await one.importAll(
      feeds.map(({ url }) => url),
      { concurrency: 8 },
    );
    off();
    expect(outcomes.map(({ url }) => url)).toEqual(feeds.map(({ url }) => url));
    expect(outcomes.every(({ status }) => status === 'imported')).toBe(true);
    expect(heard).toHaveLength(30);
  });

  it('of nothing is nothing, and of many goes on whatever a listener throws', async () => {
    expect(await one.importAll([])).toEqual([]);
    await expect(one.importAll('https://site.example/' as never)).rejects.toMatchObject({ code: 'bad-option' });
    expect(await one.import(undefined as never)).toMatchObject({ status: 'failed', error: { code: 'bad-url' } });
    const feeds = ['heard 1', 'heard 2'].map((name) => cluster.server.add(name));
    const off = one.on('settled', () => {
      throw new Error('a listener');
    });
    const outcomes = await one.importAll(feeds.map(({ url }) => url));
    off();
    expect(outcomes.map(({ status }) => status)).toEqual(['imported', 'imported']);
  });

  it.each<[object | null, string]>([
    [null, 'what stands for its options is null, must be an object'],
    [{ signal: 5 }, 'signal is 5, must be an AbortSignal'],
    [{ onBusy: 'later' }, `onBusy is "later", must be 'skip' or 'wait'`],
    [{ onbusy: 'wait' }, 'there is no option onbusy; there are onBusy, signal'],
  ])('asked for with %j is refused, and no feed is made', async (options, reason) => {
    const url = 'https://site.example/refused';
    const message = expect.stringContaining(reason);
    await expect(one.import(url, options as never)).rejects.toMatchObject({ code: 'bad-option', message });
    await expect(one.importAll([url], options as never)).rejects.toMatchObject({ code: 'bad-option' });
    expect(await one.feeds()).not.toContainEqual(expect.objectContaining({ url }));
  });

  it.each([0, 1.5, Number.NaN, '5', null])('of many at a time of %j is refused', async (concurrency) => {
    await expect(one.importAll([], { concurrency } as never)).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringMatching(/^import feeds: concurrency is .*, must be a whole number, 1 or more$/),
    });
  });

  it('says how long it took to 0.1 ms', async () => {
    const feed = cluster.server.add('timed');
    const { ms } = await one.import(feed.url);
    const [record] = await one.imports(feed.url);
    for (const took of [ms, record?.tookMs ?? 0]) expect(`${took}`).toMatch(/^\d+(\.\d)?$/);
  });

  it('settles when its actor is stopped from outside, and can be asked for again', async () => {
    const feed = cluster.server.add('stopped');
    feed.delay = Number.POSITIVE_INFINITY;
    const outcome = one.import(feed.url);
    await feed.requested(1);
    (await one.actor(feed.url)).stop();
    expect(await outcome).toMatchObject({ status: 'failed', error: { code: 'cancelled' } });
    feed.delay = 0;
    await expect.poll(() => one.import(feed.url), { timeout: 8_000 }).toMatchObject({ status: 'imported' });
  });

  it('does not show the password of a URL, well-formed or not', async () => {
    for (const url of ['http://me:p#ss@site.example/', 'http://me:p/ss@site.example/', 'ftp:me:p-ss@site.example/']) {
      expect(JSON.stringify(await one.import(url))).not.toMatch(/p.ss/);
    }
  });

  it('asks one host no more often at a time than it may', async () => {
    const polite = await cluster.open('polite', { hostConcurrency: 1 });
    const feeds = ['first', 'second', 'third'].map((name) => cluster.server.add(`host ${name}`));
    for (const feed of feeds) feed.delay = Number.POSITIVE_INFINITY;
    const outcomes = polite.importAll(feeds.map(({ url }) => url));
    for (const [place, feed] of feeds.entries()) {
      await feed.requested(1);
      expect(feeds.slice(place + 1).map(({ requests }) => requests)).toEqual(feeds.slice(place + 1).map(() => 0));
      feed.answer();
    }
    expect((await outcomes).map(({ status }) => status)).toEqual(['imported', 'imported', 'imported']);
  });

  it('shows as an actor while it runs', async () => {
    const feed = cluster.server.add('actor');
    feed.delay = Number.POSITIVE_INFINITY;
    expect((await one.actor(feed.url)).getSnapshot().value).toEqual({ idle: 'resting' });
    const outcome = one.import(feed.url);
    await feed.requested(1);
    expect((await one.actor(feed.url)).getSnapshot().value).toEqual({ importing: 'fetching' });
    feed.answer();
    await outcome;
  });
});

describe('an import that takes longer than a lease', () => {
  const cluster = createCluster({ ttl: 1_000 });

  it('renews it, and frees the lock at once when it is done', async () => {
    const brisk = await cluster.open('brisk');
    const feed = cluster.server.add('slow');
    feed.delay = 3_000;
    const outcome = brisk.import(feed.url);
    await feed.requested(1);
    const since = performance.now();
    await expect.poll(() => performance.now() - since, { timeout: 4_000 }).toBeGreaterThan(2_500);
    expect(await brisk.locks()).toHaveLength(1);
    expect(await outcome).toMatchObject({ status: 'imported', fence: 1 });
    expect(await brisk.locks()).toEqual([]);
  });
});
