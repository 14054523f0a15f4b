import { describe, expect, test } from 'vitest';
import type { Entry } from '../../../machines/model.ts';
import { read, readAtomEntry, rss } from '../document.ts';

const entriesIn = async (items: string): Promise<Entry[]> => (await read(rss(items))).entries;

describe('an element that is not closed', () => {
  const date = new Date('2024-01-02');

  test.each([
    ['a text', '<title>T<pubDate>2024-01-02</pubDate>'],
    ['a text, before an author', '<title>T<author>a@a.example</author><pubDate>2024-01-02</pubDate>'],
    ['a link', '<link>https://a.example/1<title>T</title><pubDate>2024-01-02</pubDate>'],
    ['a link of HTML', '<link href="https://a.example/1"><title>T</title><pubDate>2024-01-02</pubDate>'],
    ['a picture', '<media:thumbnail url="u"><title>T</title><pubDate>2024-01-02</pubDate>'],
    ['an author', '<title>T</title><author>Ann<pubDate>2024-01-02</pubDate>'],
    ['what nobody knows, misspelt at its end', '<x>y</z><title>T</title><pubDate>2024-01-02</pubDate>'],
    ['the last one', '<title>T</title><pubDate>2024-01-02'],
  ])('ends where the next one begins: %s', async (_, body) => {
    const wanted = { title: 'T', published: date };
    for (const end of ['</item>', '']) {
      const items = await entriesIn(`<item><guid>1</guid>${body}${end}<item><guid>2</guid>${body}${end}`);
      expect(items).toMatchObject([
        { id: '1', ...wanted },
        { id: '2', ...wanted },
      ]);
    }
  });

  test('is an item too', async () => {
    const ids = async (body: string) => (await read(body)).entries.map(({ id }) => id);
    expect(await ids(rss('<item><guid>1</guid><item><guid>2</guid>'))).toEqual(['1', '2']);
    expect(await ids('<rss version="2.0"><channel><item><guid>1</guid><item><guid>2</guid>\n')).toEqual(['1', '2']);
    expect(await ids(rss('<item><guid>1</guid><item>\n<item><guid>2</guid></item>'))).toEqual(['1', '2']);
  });
});

describe('what is named like an element of feeds', () => {
  test.each([
    '<picture><source srcset="a"/></picture>',
    '<details><summary>a</summary></details>',
    '<svg><title>a</title></svg>',
  ])('is part of a text of any length: %s', async (tags) => {
    const body = `<p>begin</p>${tags}${'<p>x</p>'.repeat(40_000)}<p>end</p>`;
    const { content, title } = await readAtomEntry(
      `<id>1</id><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">${body}</div></content><title>T</title>`,
    );
    expect(title).toBe('T');
    expect(content?.startsWith('<p>begin</p>')).toBe(true);
    expect(content?.endsWith('<p>end</p>')).toBe(true);
  });

  test('is part of a text that is closed', async () => {
    const [item, next] = await entriesIn(
      '<item><description>the <item> and the <guid>x</guid> tag</description><guid>1</guid></item><item><guid>2</guid></item>',
    );
    expect(item).toMatchObject({ id: '1', summary: 'the <item> and the <guid>x</guid> tag</item>' });
    expect(next).toMatchObject({ id: '2' });
  });

  test('is no entry in an element that is part of one', async () => {
    const related = '<related><item><title>x</title></item><item><title>y</title></item></related>';
    const items = await entriesIn(`<item>${related}<title>1</title></item><item><title>2</title></item>`);
    expect(items.map(({ title }) => title)).toEqual(['1', '2']);
  });

  test('is no entry in the content of one', async () => {
    const inner = '<entry><id>x</id><title>y</title></entry>';
    const { entries } = await read(
      `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><content type="application/xml">${inner}</content></entry><entry><id>2</id></entry></feed>`,
    );
    expect(entries).toMatchObject([{ id: '1', content: inner }, { id: '2' }]);
  });

  test('is no channel in an entry', async () => {
    const item = '<item><channel>News</channel><title>T</title><guid>1</guid></item>';
    expect(await entriesIn(item)).toMatchObject([{ id: '1', title: 'T' }]);
  });
});

test('what stands in a link or a name beside text is passed over', async () => {
  const items = await entriesIn(
    '<item><link><a href="https://x.example/">https://a.example/1</a></link><dc:creator><x:Person><x:name>Ann</x:name></x:Person></dc:creator></item>',
  );
  expect(items).toMatchObject([{ link: 'https://a.example/1', author: 'Ann' }]);
});

describe('a document that breaks off', () => {
  const start = '<rss version="2.0"><channel><title>F</title><item><guid>1</guid></item>';
  const ids = async (rest: string) => (await read(start + rest)).entries.map(({ id }) => id);

  test('keeps no entry of which something may be missing', async () => {
    expect(await ids('<item><guid>2</guid><description>half')).toEqual(['1']);
    expect(await ids('<item><guid>2</guid><description><![CDATA[<p>half')).toEqual(['1']);
    expect(await ids('<item><guid>2</guid>')).toEqual(['1']);
    expect(await ids('<item><guid>2</guid><enclosure url="ha')).toEqual(['1']);
  });

  test('keeps an entry of which only the end is missing', async () => {
    for (const end of ['</', '</it', '</item']) expect(await ids(`<item><guid>2</guid>${end}`)).toEqual(['1', '2']);
  });

  test('in its first entry or before is a feed without any', async () => {
    for (const rest of ['', '<title>F</title>', '<title>F</title><item><guid>1']) {
      const { feed, entries } = await read(`<rss version="2.0"><channel>${rest}`);
      expect(entries).toEqual([]);
      expect(feed.title).toBe(rest === '' ? null : 'F');
    }
  });
});
