import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseFeedUrl } from '../../src/store/feed-url.ts';
import { createIdentify } from '../../src/store/identify.ts';
import { openTestStore } from './store.ts';

describe('a feed URL', () => {
  it.each([
    ['HTTP://Site.Example:80/a/../b', 'http://site.example/b'],
    ['https://site.example/feed#part', 'https://site.example/feed'],
    ['https://site.example', 'https://site.example/'],
    ['https://bücher.example/feed', 'https://xn--bcher-kva.example/feed'],
    ['https://site.example/feed?b=2&a=1', 'https://site.example/feed?b=2&a=1'],
  ])('%s is known as %s', (raw, url) => {
    expect(parseFeedUrl(raw)).toMatchObject({ url, credentials: null });
  });

  it('keeps credentials apart, and is another feed with them', () => {
    const plain = parseFeedUrl('https://site.example/feed');
    const secret = parseFeedUrl('https://me:p%40ss@site.example/feed');
    expect(secret).toMatchObject({ url: plain.url, credentials: 'me:p@ss' });
    expect(secret.digest).not.toBe(plain.digest);
  });

  it.each([
    ['site.example/feed', 'not an absolute URL'],
    ['ftp://site.example/feed', 'the scheme is ftp, not http or https'],
    ['javascript:alert(1)', 'the scheme is javascript'],
    ['https://me:%ff@site.example/', 'its credentials are not valid percent-encoding'],
    [`https://site.example/${'a'.repeat(20_000)}`, 'the URL has 20021 characters'],
    ['', 'not an absolute URL'],
  ])('%j is refused', (raw, reason) => {
    expect(() => parseFeedUrl(raw)).toThrow(reason);
  });

  it('is refused without repeating its credentials', () => {
    expect(() => parseFeedUrl('ftp://me:secret@site.example/')).toThrow(/^import ftp:\/\/site\.example\/: /);
  });
});

describe('identify', () => {
  let store: Awaited<ReturnType<typeof openTestStore>>;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store[Symbol.asyncDispose]());

  it('makes a feed once, and finds it ever after', async () => {
    const made = await store.feed('one');
    expect(made).toMatchObject({ key: expect.stringMatching(/^[0-9a-f]{64}$/), fence: 0 });
    await store.mint(made);
    expect(await store.feed('one')).toEqual({ ...made, fence: 1 });
  });

  it('never polls a feed that was only imported', async () => {
    expect(await store.row(await store.feed('unpolled'))).toMatchObject({ next_due: null });
  });

  it('makes one row when twenty nodes meet a feed at the same moment', async () => {
    const nodes = Array.from({ length: 20 }, () => createIdentify(store.client));
    const found = await Promise.all(nodes.map((identify) => identify(parseFeedUrl('https://site.example/raced'))));
    expect(new Set(found.map(({ id }) => id)).size).toBe(1);
  });

  it('makes the rows of overlapping crowds without a deadlock', async () => {
    const paths = Array.from({ length: 60 }, (_, i) => parseFeedUrl(`https://site.example/crowd/${i}`));
    const crowds = [paths, [...paths].reverse(), [...paths.slice(30), ...paths.slice(0, 30)]];
    const found = await Promise.all(
      crowds.map((crowd) =>
        Promise.all(crowd.map(createIdentify(store.client))).then((feeds) => feeds.map(({ id }) => id)),
      ),
    );
    expect(new Set(found.flat()).size).toBe(60);
  });

  it('does not show credentials among the feeds', async () => {
    await store.identify(parseFeedUrl('https://me:secret@site.example/private'));
    expect(JSON.stringify(await store.feeds())).not.toContain('secret');
  });
});
