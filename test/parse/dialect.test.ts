import { describe, expect, test } from 'vitest';
import { read, refusedAs } from './document.ts';

const atom = 'xmlns="http://www.w3.org/2005/Atom"';

test('CDF has in attributes what RSS has in elements', async () => {
  const { feed, entries } = await read(
    '<CHANNEL HREF="http://tide.example/"><TITLE>Tide</TITLE><ABSTRACT>Tables</ABSTRACT>' +
      '<ITEM HREF="http://tide.example/1" LASTMOD="2003-06-10"><TITLE>High</TITLE><ABSTRACT>At noon</ABSTRACT></ITEM></CHANNEL>',
  );
  expect(feed).toMatchObject({ title: 'Tide', link: 'http://tide.example/', description: 'Tables' });
  expect(entries).toMatchObject([
    { title: 'High', link: 'http://tide.example/1', updated: new Date('2003-06-10T00:00:00Z'), summary: 'At noon' },
  ]);
});

test.each([
  ['with the namespace as default', `<entry ${atom}><id>1</id><title>One</title></entry>`],
  ['with a prefix', '<a:entry xmlns:a="http://www.w3.org/2005/Atom"><a:id>1</a:id><a:title>One</a:title></a:entry>'],
])('an entry of Atom alone is a feed of one: %s', async (_, body) => {
  expect((await read(body)).entries).toMatchObject([{ id: '1', title: 'One' }]);
});

describe('xml:base', () => {
  test('is put together from the outside in, and of no effect beside its element', async () => {
    const { feed, entries } = await read(
      `<feed ${atom} xml:base="http://b.example/x/"><title>T</title><link href="y"/>` +
        '<entry xml:base="../z/"><id>1</id><link href="p"/></entry><entry><id>2</id><link href="q"/></entry></feed>',
    );
    expect(feed.link).toBe('http://b.example/x/y');
    expect(entries.map(({ link }) => link)).toEqual(['http://b.example/z/p', 'http://b.example/x/q']);
  });

  test('is relative to the document where it is not absolute, and left alone where it is no URL', async () => {
    const entriesOf = async (base: string) =>
      (await read(`<feed ${atom} xml:base="${base}"><entry><id>1</id><link href="p"/></entry></feed>`)).entries;
    expect(await entriesOf('posts/')).toMatchObject([{ link: 'https://site.example/blog/posts/p' }]);
    expect(await entriesOf('http://[')).toMatchObject([{ id: '1' }]);
  });
});

test('xml:lang holds for the entries inside, unless they say another', async () => {
  const { feed, entries } = await read(
    `<feed ${atom} xml:lang="de"><entry><id>1</id></entry><entry xml:lang="fr"><id>2</id></entry></feed>`,
  );
  expect(feed.language).toBe('de');
  expect(entries.map(({ language }) => language)).toEqual(['de', 'fr']);
});

test.each(['see <feed id> and <url>', 'as in <rss> or <feed>', '<rss></rss>', '<feed><b>not this one</b></feed>'])(
  'a name alone makes no feed: %s',
  async (body) => {
    expect(await refusedAs(body)).toBe('not-a-feed');
  },
);
