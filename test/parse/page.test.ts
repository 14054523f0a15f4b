import { describe, expect, test } from 'vitest';
import type { Failure } from '../../machines/model.ts';
import { parse } from '../../src/parse/parse.ts';
import { documentOf, read } from './document.ts';

const refusal = async (body: string | Uint8Array, contentType = 'text/html'): Promise<Failure> => {
  const parsed = await parse(documentOf(body, contentType), { sanitize: false });
  if (parsed.status === 'parsed') throw new Error('it was read as a feed');
  return parsed.error;
};

const page = (head: string, body = ''): string =>
  `<!DOCTYPE html>\n<html lang="en"><head><title>Site</title>${head}</head><body>${body}</body></html>`;

const feedsOf = async (head: string, body = '') => (await refusal(page(head, body))).feeds ?? [];
const urlsOf = async (head: string) => (await feedsOf(head)).map(({ url }) => url);

const rssType = 'type="application/rss+xml"';
const link = (href: string, rest = `rel="alternate" ${rssType}`) => `<link ${rest} href="${href}">`;

describe('a page instead of a feed', () => {
  test('names the feeds that it links to', async () => {
    const head = `
      <link rel="stylesheet" href="/style.css">
      <link rel="alternate" type="application/rss+xml" title="News &raquo; Feed" href="/feed/">
      <link rel="alternate" hreflang="de" href="/de/">
      <link rel="alternate" type="application/atom+xml" href="comments.atom">`;
    expect(await refusal(page(head))).toMatchObject({
      code: 'not-a-feed',
      message: 'parse https://site.example/blog/feed.xml: it is an HTML page; it links to 2 feeds',
      feeds: [
        { url: 'https://site.example/feed/', title: 'News » Feed', type: 'application/rss+xml' },
        { url: 'https://site.example/blog/comments.atom', title: null, type: 'application/atom+xml' },
      ],
    });
    expect((await refusal(page(link('/feed')))).message).toMatch(/it links to one feed$/);
  });

  test('that links to none says no more than that', async () => {
    const error = await refusal(page('<link rel="alternate" hreflang="de" href="/de/">'));
    expect(error).toMatchObject({ code: 'not-a-feed', message: expect.stringMatching(/: it is an HTML page$/) });
    expect(error).not.toHaveProperty('feeds');
  });

  test.each([
    ['capitals', `<LINK REL="ALTERNATE" TYPE="Application/RSS+XML" HREF="/f">`],
    ['several relations', link('/f', `rel="home\n alternate" ${rssType}`)],
    ['parameters of the type', link('/f', 'rel="alternate" type="application/atom+xml; charset=utf-8"')],
    ['JSON Feed', link('/f', 'rel="alternate" type="application/feed+json"')],
    ['RDF', link('/f', 'rel="alternate" type="application/rdf+xml"')],
    ['a relation that says feed', link('/f', 'rel="feed"')],
    ['JSON that is called a feed', link('/f', 'rel="alternate" type="application/json" title="JSON Feed"')],
    ['XML that is called RSS', link('/f', 'rel="alternate" type="text/xml" title="RSS 2.0"')],
    ['no quotes', '<link rel=alternate type=application/rss+xml href=/f>'],
    ['a link of XHTML', `<link rel="alternate" ${rssType} href="/f" />`],
    ['a link outside of the head', `</head><body><p><svg><g>${link('/f')}</g></svg>`],
  ])('may link to a feed with %s', async (_, head) => {
    expect(await urlsOf(head)).toEqual(['https://site.example/f']);
  });

  test.each([
    ['oEmbed', link('/f', 'rel="alternate" type="application/json+oembed" title="Feed"')],
    ['the JSON of an interface', link('/f', 'rel="alternate" type="application/json" title="JSON"')],
    ['a feed that is no alternate', link('/f', `rel="preload" ${rssType}`)],
    ['a page of feeds', link('/f', 'rel="feed" type="text/html"')],
    ['a comment', `<!-- ${link('/f')} -->`],
    ['a script', `<script>document.write('${link('/f')}')</script>`],
    ['the page itself', link('feed.xml#top')],
    ['an empty address', link('')],
    ['no address', '<link rel="alternate" type="application/rss+xml">'],
    ['code', link('javascript:alert(1)')],
    ['a file', link('file:///etc/passwd')],
    ['what is no URL', link('https://[')],
    ['an address of great length', link(`/${'x'.repeat(5_000)}`)],
  ])('%s is no link to a feed', async (_, head) => {
    expect(await feedsOf(head)).toEqual([]);
  });

  test('links are resolved against the base that the page gives', async () => {
    expect(await urlsOf(`${link('f')}<base href="/sub/"><base href="/other/">`)).toEqual([
      'https://site.example/sub/f',
    ]);
    expect(await urlsOf(`<base href="//cdn.example/x">${link('f')}`)).toEqual(['https://cdn.example/f']);
    expect(await urlsOf(`<base href="javascript:0">${link('f')}`)).toEqual(['https://site.example/blog/f']);
    expect(await urlsOf(`<base target="_top">${link('f')}`)).toEqual(['https://site.example/blog/f']);
  });

  test('each feed is named once, and twenty at most', async () => {
    expect(await urlsOf(link('/f') + link('/f#x') + link('https://me:secret@site.example/f'))).toEqual([
      'https://site.example/f',
    ]);
    expect(await urlsOf(Array.from({ length: 30 }, (_, at) => link(`/${at}`)).join(''))).toHaveLength(20);
  });

  test('titles are short and without markup', async () => {
    const title = (text: string) => link('/f', `rel="alternate" ${rssType} title="${text}"`);
    expect((await feedsOf(title(' &lt;b&gt;New&lt;/b&gt;\n &amp;amp; old ')))[0]?.title).toBe('New & old');
    expect((await feedsOf(title('x'.repeat(3_000))))[0]?.title).toHaveLength(200);
    expect((await feedsOf(title(' ')))[0]?.title).toBeNull();
  });

  test.each([
    ['without a tag for it', `<title>T</title>${link('/f')}<p>Text`],
    ['with no more than a type', `<!doctype HTML>${link('/f')}`],
    ['of XHTML', `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head>${link('/f')}</head></html>`],
    ['after junk', `Notice: x in y<br />\n<html>${link('/f')}</html>`],
  ])('is known %s', async (_, body) => {
    expect((await refusal(body)).feeds).toHaveLength(1);
  });
});

describe('a page that asks for a password', () => {
  const form = '<form><input name="user"><INPUT Type=" Password "></form>';

  test('is a login page', async () => {
    expect(await refusal(page('', form))).toMatchObject({
      code: 'login-page',
      message: 'parse https://site.example/blog/feed.xml: it is an HTML page that asks for a password',
    });
  });

  test('is none if it links to feeds', async () => {
    expect(await refusal(page(link('/f'), form))).toMatchObject({ code: 'not-a-feed', feeds: [{}] });
  });
});

test.each([
  ['a drawing', '<svg xmlns="http://www.w3.org/2000/svg"><title>T</title></svg>', 'its root is <svg>'],
  ['OPML', `<opml><head>${link('/f')}</head><body/></opml>`, 'its root is <opml>'],
  ['a prefix', '<?xml version="1.0"?><s:urlset xmlns:s="x"/>', 'its root is <s:urlset>'],
  ['text', 'Service unavailable', 'there is no feed in it'],
  ['a name that is none', `<${'x'.repeat(100)}>`, 'there is no feed in it'],
])('of %s the refusal names the root', async (_, body, reason) => {
  const error = await refusal(body);
  expect(error).toMatchObject({ code: 'not-a-feed' });
  expect(error.message.endsWith(reason)).toBe(true);
  expect(error).not.toHaveProperty('feeds');
});

test('a feed that is served as HTML is a feed', async () => {
  const feed = `<rss><channel><title>T</title><item><description>&lt;html>${link('/f')}</description></item></channel></rss>`;
  expect((await read(feed, 'text/html; charset=utf-8')).entries).toHaveLength(1);
  expect((await read(`<br/>${feed}`, 'text/html')).entries).toHaveLength(1);
});
