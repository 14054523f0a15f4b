import { describe, expect, test } from 'vitest';
import { contentHash } from '../../src/parse/content-hash.ts';
import type { Draft } from '../../src/parse/draft.ts';
import { bareEntry } from '../bare-entry.ts';
import { read, rss } from './document.ts';

const entriesOf = async (...items: string[]) =>
  (await read(rss(items.map((item) => `<item>${item}</item>`).join('')))).entries;

const identities = async (...items: string[]) => (await entriesOf(...items)).map(({ identity }) => identity);

describe('the identity of an entry', () => {
  test('is its guid, else its URL', async () => {
    expect(
      await identities('<guid>1</guid><link>https://a.example/1</link>', '<link>https://a.example/2</link>'),
    ).toEqual(['1', 'https://a.example/2']);
  });

  test('is a hash of title and content where there is neither', async () => {
    const [first] = await identities('<title>One</title><description>Text</description>');
    const [second] = await identities('<title>One</title><description>Text</description><author>New</author>');
    const [other] = await identities('<title>One</title><description>Other text</description>');
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(second).toBe(first);
    expect(other).not.toBe(first);
  });

  test('is a hash where the guid is too long for an index', async () => {
    const [identity] = await identities(`<guid>${'x'.repeat(100_000)}</guid>`);
    expect(identity).toMatch(/^[0-9a-f]{64}$/);
  });

  test('that is repeated is told apart by the URL, whatever the order', async () => {
    const items = ['a', 'b', 'c'].map((name) => `<guid>1</guid><link>https://a.example/${name}</link>`);
    const found = await identities(...items);
    expect(new Set(found).size).toBe(3);
    expect(await identities(...items.toReversed())).toEqual(found.toReversed());
    expect(found).not.toContain('1');
  });

  test('that is repeated with its URL is told apart by the text, and then by the date', async () => {
    const same = '<guid>1</guid><link>https://a.example/</link>';
    const items = ['<title>A</title>', '<title>B</title>', '<title>B</title><pubDate>2024-01-02</pubDate>'];
    expect(new Set(await identities(...items.map((item) => same + item))).size).toBe(3);
  });

  test.each([
    ['enclosures', '<enclosure url="https://a.example/1.mp3"/>', '<enclosure url="https://a.example/2.mp3"/>'],
    ['media', '<media:content url="https://a.example/1"/>', '<media:content url="https://a.example/2"/>'],
    ['categories', '<category>a</category>', '<category>b</category>'],
    ['author', '<author>a</author>', '<author>b</author>'],
    ['last update', '<atom:updated>2024-01-02</atom:updated>', '<atom:updated>2024-01-03</atom:updated>'],
  ])('that is repeated with the same text is told apart by its %s', async (_, one, other) => {
    const items = [one, other].map((part) => `<title>Sermon</title>${part}`);
    const found = await identities(...items);
    expect(new Set(found).size).toBe(2);
    expect(await identities(...items)).toEqual(found);
    expect(await identities(...items.toReversed())).toEqual(found.toReversed());
  });

  test('that only one entry has is not touched by the repetitions of others', async () => {
    expect(
      await identities('<guid>1</guid><title>A</title>', '<guid>2</guid>', '<guid>1</guid><title>B</title>'),
    ).toContain('2');
  });

  test('is one where entries are alike in everything', async () => {
    const item = '<guid>1</guid><title>A</title>';
    expect(await identities(item, '<guid>2</guid>', item)).toHaveLength(2);
  });
});

describe('the hash of an entry', () => {
  const hashOf = async (item: string) => (await entriesOf(item))[0]?.hash;
  const item = '<guid>1</guid><title>T</title><description>D</description><pubDate>2024-01-02</pubDate>';

  test('does not change with its dates', async () => {
    expect(await hashOf(item.replace('2024', '2025'))).toBe(await hashOf(item));
  });

  test.each([
    ['title', item.replace('>T<', '>U<')],
    ['summary', item.replace('>D<', '>E<')],
    ['categories', `${item}<category>c</category>`],
    ['enclosures', `${item}<enclosure url="https://a.example/"/>`],
    ['author', `${item}<author>a</author>`],
    ['page', `${item}<link>https://a.example/other</link>`],
  ])('changes with its %s', async (_, edited) => {
    expect(await hashOf(edited)).not.toBe(await hashOf(item));
  });

  test('does not change with the scheme, the host or the tracking of its page', async () => {
    const at = (link: string) => hashOf(`${item}<link>${link}</link>`);
    expect(await at('https://www.b.example/1?utm_source=rss')).toBe(await at('http://a.example/1'));
  });

  test('does not take one field for the next', async () => {
    expect(await hashOf('<guid>1</guid><title>T</title>')).not.toBe(await hashOf('<guid>1</guid><author>T</author>'));
  });

  test('changes with all that a draft says but its id and its dates', () => {
    const enclosure = { url: 'u', type: null, length: null };
    const changes: Partial<Draft>[] = [
      { link: 'l' },
      { title: 't' },
      { author: 'a' },
      { authors: [{ name: 'n', email: null, url: null }] },
      { authors: [{ name: null, email: 'n', url: null }] },
      { summary: 's' },
      { content: 's' },
      { contentType: 's' },
      { enclosures: [enclosure] },
      { enclosures: [{ ...enclosure, length: 1 }] },
      { enclosures: [enclosure, enclosure] },
      { categories: ['a', 'b'] },
      { categories: ['a'] },
      { comments: 'c' },
      { source: { title: 'o', url: null } },
      { source: { title: null, url: 'o' } },
      { language: 'en' },
      { rights: 'r' },
      { image: 'r' },
      { thumbnails: [{ url: 'u', width: 1, height: null }] },
      { thumbnails: [{ url: 'u', width: null, height: 1 }] },
      {
        media: [
          { ...enclosure, medium: null, duration: null, width: null, height: null, title: null, description: 'd' },
        ],
      },
      { episode: { duration: 1, episode: null, season: null, type: null, explicit: null } },
      { episode: { duration: null, episode: 1, season: null, type: null, explicit: null } },
      { episode: { duration: null, episode: null, season: null, type: null, explicit: false } },
      { point: { latitude: 1, longitude: 2 } },
      { point: { latitude: 2, longitude: 1 } },
    ];
    const hashes = [{}, ...changes].map((change) => contentHash({ ...bareEntry, ...change }));
    expect(new Set(hashes).size).toBe(changes.length + 1);
    const same: Partial<Draft>[] = [
      { id: 'i' },
      { published: new Date(0), publishedText: '1970' },
      { updated: new Date(0), updatedText: '1970' },
      { contentBase: 'https://a.example/' },
    ];
    for (const change of same) expect(contentHash({ ...bareEntry, ...change })).toBe(hashes[0]);
  });

  test('is the same in every version of the program', () => {
    const said = {
      link: 'https://a.example/1',
      title: 'T',
      enclosures: [{ url: 'u', type: null, length: 5 }],
      source: { title: 'S', url: null },
    };
    // SHA-256 of link␀/1␀title␀T␀enclosures␀1␀u␀␀5␀source␀1␀S␀␀
    expect(contentHash({ ...bareEntry, ...said })).toBe(
      '85e97cf01c0b8485c006cd95edff113fa66e64069369ad3df95aefd065b68de7',
    );
  });
});

describe('the alias of an entry', () => {
  const aliasOf = async (item: string) => (await entriesOf(item))[0]?.alias;

  test.each([
    ['http://site.example/2024/a-post', '/2024/a-post'],
    ['https://www.site.example/2024/a-post/', '/2024/a-post'],
    ['https://other.example:8080/2024/a-post/index.html', '/2024/a-post'],
    ['https://site.example/2024/a-post?utm_source=rss&amp;utm_medium=feed&amp;fbclid=1#0', '/2024/a-post'],
    ['https://site.example/2024/a-post#xtor=RSS-1', '/2024/a-post'],
    ['https://site.example/2024/a-post;jsessionid=0A1B', '/2024/a-post'],
    ['https://site.example/?p=123', '?p=123'],
    ['https://site.example/index.php?ref=rss&amp;p=123', '?p=123'],
    ['https://site.example?p=123', '?p=123'],
    ['https://site.example/changes#v1.2', '/changes#v1.2'],
    ['https://site.example/', null],
    ['https://site.example', null],
    ['https://site.example/?utm_source=rss', null],
  ])('whose id is %s is %s', async (url, alias) => {
    expect(await aliasOf(`<guid>${url}</guid>`)).toBe(alias);
    expect(await aliasOf(`<link>${url}</link>`)).toBe(alias);
  });

  test('is that of its page where its id is no address, or that of the site', async () => {
    const link = '<link>https://site.example/1</link>';
    expect(await aliasOf(`<guid>tag:site.example,2024:1</guid>${link}`)).toBe('/1');
    expect(await aliasOf(`<guid>https://site.example/</guid>${link}`)).toBe('/1');
    expect(await aliasOf('<guid>tag:site.example,2024:1</guid>')).toBeNull();
  });

  test('that is too long for an index is a hash', async () => {
    const long = 'x'.repeat(100_000);
    const [one, two] = [
      await aliasOf(`<guid>http://a/${long}</guid>`),
      await aliasOf(`<guid>https://b/${long}</guid>`),
    ];
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(two).toBe(one);
  });

  test('of an address made to take long takes no time', async () => {
    const parts = ['&utm_', '/', '#', '?', '&amp;', '/index.', ';jsessionid='].map((part) =>
      part.repeat(200_000 / part.length),
    );
    for (const part of parts)
      expect(await aliasOf(`<guid>${`https://a/${part}`.replaceAll('&', '&amp;')}</guid>`)).toBeDefined();
  });
});
