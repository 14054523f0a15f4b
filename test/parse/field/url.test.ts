import { describe, expect, test } from 'vitest';
import { absolute } from '../../../src/parse/field/url.ts';
import { parseFeed } from '../../../src/parse/parse-feed.ts';
import { atom, read, readAtomEntry, readEntry, readItem, rss } from '../document.ts';

const base = 'https://a.example/x/y?q#f';

test.each([
  ['z', 'https://a.example/x/z'],
  ['../z', 'https://a.example/z'],
  ['/z', 'https://a.example/z'],
  ['?z', 'https://a.example/x/y?z'],
  ['#z', 'https://a.example/x/y?q#z'],
  ['//b.example/z', 'https://b.example/z'],
  ['a b/ü', 'https://a.example/x/a%20b/%C3%BC'],
  ['https://b.example/ü z', 'https://b.example/ü z'],
  ['HTTPS://B.example', 'HTTPS://B.example'],
  ['https://b.example/\n    long\t/path', 'https://b.example/long/path'],
  ['https://[', 'https://['],
  ['//[', '//['],
  ['urn:x:1', 'urn:x:1'],
  ['javascript:alert(1)', null],
  ['JavaScript\n:alert(1)', null],
  ['data:text/html,x', null],
])('%j becomes %j', (written, expected) => {
  expect(absolute(written, base)).toBe(expected);
});

test('a relative URL stays as it is where nothing is known that it is relative to', async () => {
  const body = rss('<item><link>posts/1</link><enclosure url=" 1.mp3 "/></item>', '<link>/</link>');
  const { feed, entries } = await parseFeed(Buffer.from(body));
  expect(feed.link).toBe('/');
  expect(entries).toMatchObject([{ link: 'posts/1', contentBase: '', enclosures: [{ url: '1.mp3' }] }]);
});

describe('xml:base', () => {
  test('of an entry is what its URLs are relative to', async () => {
    const links = '<link href="1"/><link rel="enclosure" href="1.mp3"/>';
    expect(await readEntry(atom(`<entry xml:base="https://b.example/c/">${links}</entry>`))).toMatchObject({
      link: 'https://b.example/c/1',
      enclosures: [{ url: 'https://b.example/c/1.mp3' }],
    });
  });

  test('of a link holds for it alone', async () => {
    const links = '<link xml:base="https://b.example/" href="1"/><link rel="enclosure" href="1.mp3"/>';
    expect(await readAtomEntry(links)).toMatchObject({
      link: 'https://b.example/1',
      enclosures: [{ url: 'https://site.example/blog/1.mp3' }],
    });
  });

  test('of an author holds for the page of that author', async () => {
    const { authors } = await readAtomEntry(
      '<author xml:base="https://b.example/"><name>Ada</name><uri>ada</uri></author>',
    );
    expect(authors[0]?.url).toBe('https://b.example/ada');
  });

  test('of a feed holds for its entries, and is relative to the document', async () => {
    const { feed, entries } = await read(
      '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/c/"><link href="."/><entry><link href="1"/></entry></feed>',
    );
    expect(feed.link).toBe('https://site.example/c/');
    expect(entries[0]?.link).toBe('https://site.example/c/1');
  });

  test.each(['http://[', 'x'.repeat(3_000)])(
    'that is none changes nothing but what is relative to it',
    async (wrong) => {
      expect(
        await readEntry(atom(`<entry xml:base="${wrong}"><link href="https://a.example/"/></entry>`)),
      ).toMatchObject({
        link: 'https://a.example/',
      });
    },
  );
});

describe('content is relative', () => {
  test.each([
    [
      'to its xml:base',
      readAtomEntry('<content xml:base="/c/">x</content><link href="/1"/>'),
      'https://site.example/c/',
    ],
    ['to the page of its entry', readItem('<link>/1</link>'), 'https://site.example/1'],
    [
      'to the page of its feed',
      readEntry(rss('<item><guid>1</guid></item>', '<link>/home</link>')),
      'https://site.example/home',
    ],
    ['to the document', readItem('<link>urn:x</link>'), 'https://site.example/blog/feed.xml'],
    [
      'to nothing that is too long to repeat',
      readItem(`<link>/${'x'.repeat(3_000)}</link>`),
      'https://site.example/blog/feed.xml',
    ],
  ])('%s', async (_, entry, expected) => {
    expect((await entry).contentBase).toBe(expected);
  });
});
