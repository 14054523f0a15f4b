import { beforeAll, describe, expect, it } from 'vitest';
import type { Feedlock } from '../../src/index.ts';
import type { ServedFeed } from '../feed-server.ts';
import { createCluster } from './cluster.ts';

const page = (url: string, { title = 'Title', text = 'Text' } = {}): string =>
  `<item><guid>${url}</guid><link>${url}</link><title>${title}</title><description>${text}</description></item>`;

/** With an ETag of its own, so that it is not taken for the same. */
const serve = (feed: ServedFeed, ...items: string[]): void => {
  feed.version += 1;
  feed.body = `<rss version="2.0"><channel><title>Feed ${feed.version}</title>${items.join('')}</channel></rss>`;
};

describe('the entries of a feed', () => {
  const cluster = createCluster();
  let node: Feedlock;
  beforeAll(async () => {
    node = await cluster.open('one');
  });

  const importOf = (feed: ServedFeed, ...items: string[]) => {
    serve(feed, ...items);
    return node.import(feed.url);
  };

  it('are the same when the feed moves to https and to another host, and marks where its readers come from', async () => {
    const feed = cluster.server.add('moving');
    const at = (base: string) => [1, 2, 3].map((n) => page(`${base}/posts/${n}`, { title: `Post ${n}` }));
    await importOf(feed, ...at('http://a.example'));
    const before = await node.entries(feed.url);
    for (const base of ['https://a.example', 'https://www.a.example', 'https://b.example'])
      expect(await importOf(feed, ...at(base))).toMatchObject({ created: 0, updated: 0, unchanged: 3 });
    const marked = at('https://b.example').map((item) => item.replaceAll(/(posts.\d)/g, '$1?utm_source=rss'));
    expect(await importOf(feed, ...marked)).toMatchObject({ created: 0, updated: 0, unchanged: 3 });
    const after = await node.entries(feed.url);
    expect(after.map(({ entryId }) => entryId)).toEqual(before.map(({ entryId }) => entryId));
    expect(after[0]?.link).toBe('https://b.example/posts/1?utm_source=rss');
  });

  it('are edited by what they say, and are safe to show', async () => {
    const feed = cluster.server.add('edited');
    const url = 'https://a.example/1';
    await importOf(feed, page(url), page('https://a.example/2'));
    const text = '&lt;b onclick="steal()"&gt;New&lt;/b&gt;';
    expect(await importOf(feed, page(url, { text }), page('https://a.example/2'))).toMatchObject({
      created: 0,
      updated: 1,
      unchanged: 1,
    });
    const edited = (await node.entries(feed.url)).find(({ id }) => id === url);
    expect(edited).toMatchObject({ summary: '<b onclick="steal()">New</b>', safeContent: '<b>New</b>' });
  });

  it('whose id begins to repeat are known by their page, else stored anew, and then stay what they are', async () => {
    const item = (guid: string, path: string, title: string) =>
      `<item><guid isPermaLink="false">${guid}</guid><link>https://a.example/${path}</link><title>${title}</title></item>`;
    const pages = cluster.server.add('repeated id');
    await importOf(pages, item('x', '1', 'A'));
    const both = [item('x', '1', 'A'), item('x', '2', 'B')];
    expect(await importOf(pages, ...both)).toMatchObject({ created: 1, updated: 0, unchanged: 1 });
    expect(await importOf(pages, ...both.toReversed())).toMatchObject({ created: 0, updated: 0, unchanged: 2 });

    const page = cluster.server.add('repeated id and page');
    await importOf(page, item('x', '1', 'A'));
    const alike = [item('x', '1', 'A'), item('x', '1', 'B')];
    expect(await importOf(page, ...alike)).toMatchObject({ created: 2, updated: 0, unchanged: 0 });
    expect(await importOf(page, ...alike.toReversed())).toMatchObject({ created: 0, updated: 0, unchanged: 2 });
  });

  it('are not made safe where nobody wants it', async () => {
    const plain = await cluster.open('plain', { sanitize: false });
    const feed = cluster.server.add('plain');
    serve(feed, page('https://a.example/1'));
    await plain.import(feed.url);
    serve(feed, page('https://a.example/1'), page('https://a.example/2'));
    expect(await plain.import(feed.url)).toMatchObject({ created: 1, unchanged: 1 });
    expect((await plain.entries(feed.url)).map(({ safeContent }) => safeContent)).toEqual([null, null]);
  });

  it('that were pruned stay away, though the feed has them, by whatever address', async () => {
    const feed = cluster.server.add('pruned');
    await importOf(feed, page('http://a.example/1'), page('http://a.example/2'));
    expect(await node.prune(feed.url, { before: new Date(Date.now() + 60_000) })).toBe(2);
    const again = [page('https://a.example/1'), page('http://a.example/2', { text: 'Edited' })];
    expect(await importOf(feed, page('http://a.example/3'), ...again)).toMatchObject({ created: 1, updated: 0 });
    expect((await node.entries(feed.url)).map(({ id }) => id)).toEqual(['http://a.example/3']);
  });

  it('that Postgres could not hold as they come are kept as far as it can', async () => {
    const feed = cluster.server.add('odd');
    const long = 'x'.repeat(100_000);
    feed.body = JSON.stringify({
      version: 'https://jsonfeed.org/version/1.1',
      title: 'a\0b\ud800',
      items: [
        { id: 'nul\0', content_text: 'a\0b', title: '\ud83d', tags: ['\0', '\udc00x'] },
        { id: long, url: `https://a.example/${long}`, title: long, content_html: '\0', date_published: '9999-12-31' },
        { id: '__proto__', content_text: '\\u0000', date_published: '0000-00-00' },
      ],
    });
    expect(await node.import(feed.url)).toMatchObject({ status: 'imported', created: 3 });
    expect(await node.entries(feed.url)).toHaveLength(3);
  });

  it('are not forgotten by a prune that names no date', async () => {
    await expect(node.prune('https://a.example/', {} as { before: Date })).rejects.toMatchObject({
      code: 'bad-option',
    });
  });
});
