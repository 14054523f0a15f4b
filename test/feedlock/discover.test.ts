import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Feedlock } from '../../src/index.ts';
import { createCluster } from './cluster.ts';

const rss = (title: string) => `<rss version="2.0"><channel><title>${title}</title></channel></rss>`;
const link = (href: string) => `<link rel="alternate" type="application/rss+xml" title="A link" href="${href}">`;

/** Paths and what is there; all else is missing. */
const pages: Record<string, string> = {
  '/linked/': `<html><head>${link('../posts.xml')}${link('/posts.xml')}${link('/broken')}</head></html>`,
  '/posts.xml': rss('Posts'),
  '/broken': 'no feed at all',
  '/blog': '<html><body>no links</body></html>',
  '/blog/feed': rss('Blog'),
  '/rss.xml': rss('Site'),
  '/login': '<html><form><input type="password"></form></html>',
};

describe('discovery', () => {
  const cluster = createCluster({ hostSpacing: 0 });
  const asked: string[] = [];
  let open = 0;
  let most = 0;
  let host = '';
  let node: Feedlock;
  const server = createServer(async (request, response) => {
    asked.push(request.url ?? '');
    most = Math.max(most, ++open);
    await delay(5);
    open--;
    const page = pages[request.url ?? ''];
    if (request.url === '/busy') response.writeHead(429, { 'retry-after': '60' }).end();
    else if (page) response.setHeader('content-type', page.startsWith('<html') ? 'text/html' : 'text/xml').end(page);
    else response.writeHead(404).end();
  });

  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    node = await cluster.open('node', { fetch: { allow: [host] } });
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('finds that a feed is one', async () => {
    const url = `http://${host}/posts.xml`;
    expect(await node.discover(url)).toEqual({ feeds: [{ url, title: 'Posts', type: 'text/xml' }], error: null });
  });

  it('finds what a page links to, each feed once, and nothing that is none', async () => {
    expect(await node.discover(`http://${host}/linked/`)).toMatchObject({
      feeds: [{ url: `http://${host}/posts.xml`, title: 'Posts' }],
      error: { code: 'not-a-feed' },
    });
  });

  it('finds what is where feeds are by custom, below the page and at the root', async () => {
    most = 0;
    const { feeds } = await node.discover(`http://${host}/blog`);
    expect(feeds.map(({ title }) => title).toSorted()).toEqual(['Blog', 'Site']);
    expect(most).toBe(2);
  });

  it('asks no further when the page itself cannot be had', async () => {
    const before = asked.length;
    const { feeds, error } = await node.discover(`http://${host}/missing`);
    expect([feeds, error?.code]).toEqual([[], 'http-4xx']);
    expect(asked.length).toBe(before + 1);
  });

  it('writes nothing', async () => {
    expect(await node.feeds()).toEqual([]);
  });

  it('of a server that cannot be reached says why', async () => {
    expect(await node.discover('http://127.0.0.1:9/')).toMatchObject({ feeds: [], error: { code: 'refused-address' } });
    await expect(node.discover('no URL')).rejects.toMatchObject({ code: 'bad-url' });
  });

  it('leaves a host alone that asks for it', async () => {
    const { feeds, error } = await node.discover(`http://${host}/busy`);
    expect([feeds, error?.code]).toEqual([[], 'http-4xx']);
    expect(asked.at(-1)).toBe('/busy');
    expect(await node.import(`http://${host}/posts.xml`)).toMatchObject({ status: 'deferred' });
  });
});

describe('the import of a page', () => {
  const cluster = createCluster();
  it('fails as no feed, and names those that it links to', async () => {
    const node = await cluster.open('node');
    const page = cluster.server.add('page');
    page.body = `<html><head>${link('/feed.xml')}</head></html>`;
    const feeds = [{ url: `http://${cluster.server.host}/feed.xml`, title: 'A link', type: 'application/rss+xml' }];
    expect(await node.import(page.url)).toMatchObject({ status: 'failed', error: { code: 'not-a-feed', feeds } });
  });
});
