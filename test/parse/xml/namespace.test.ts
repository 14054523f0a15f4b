import { describe, expect, test } from 'vitest';
import { read, rss } from '../document.ts';

const atom = 'http://www.w3.org/2005/Atom';
const dublin = 'http://purl.org/dc/elements/1.1/';

const authorOf = async (body: string) => (await read(body)).entries[0]?.author;

describe('a prefix', () => {
  test('means what it is declared to mean, until its element ends', async () => {
    const other =
      '<x xmlns:dc="https://other.example/" xmlns:q="http://search.yahoo.com/mrss/"><dc:creator>No</dc:creator></x>';
    const creator = `<q:creator>No</q:creator><q:creator xmlns:q="${dublin}">Yes</q:creator><q:creator>No</q:creator>`;
    expect(await authorOf(rss(`<item>${other}${creator}</item>`))).toBe('Yes');
  });

  test('may be declared on any element around', async () => {
    for (const [channel, item] of [
      [` xmlns:q="${dublin}"`, ''],
      ['', ` xmlns:q="${dublin}"`],
    ]) {
      const body = `<rss><channel${channel}><item${item}><q:creator>Yes</q:creator></item></channel></rss>`;
      expect(await authorOf(body)).toBe('Yes');
    }
  });

  test('may be declared on what a feed stands in, and holds no further', async () => {
    const feed = rss('<item><guid>1</guid><title>T</title><q:creator>Yes</q:creator></item>');
    expect(await authorOf(`<div xmlns:q="${dublin}">${feed}</div>`)).toBe('Yes');
    expect(await authorOf(`<div xmlns:q="${dublin}"></div>${feed}`)).toBeNull();
    expect(await authorOf(`<br xmlns:q="${dublin}">${feed}`)).toBeNull();
  });

  test('declared anew means something else inside', async () => {
    const body = `<rss xmlns:q="${dublin}"><channel><item><guid>1</guid><q:creator>Yes</q:creator></item><item xmlns:q="${atom}"><guid>2</guid><q:author><q:name>Ann</q:name></q:author></item><item><guid>3</guid><q:creator>Yes</q:creator></item></channel></rss>`;
    expect((await read(body)).entries.map(({ author }) => author)).toEqual(['Yes', 'Ann', 'Yes']);
  });

  test.each(['atom', 'a10', 'atom10'])('of Atom need not be declared: %s', async (prefix) => {
    const date = '2024-01-02T00:00:00Z';
    const { entries } = await read(rss(`<item><${prefix}:updated>${date}</${prefix}:updated></item>`));
    expect(entries[0]?.updated).toEqual(new Date(date));
  });

  test('holds for attributes too', async () => {
    const rdf = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
    const { entries } = await read(
      `<r:RDF xmlns:r="${rdf}" xmlns="http://purl.org/rss/1.0/"><item r:about="1"><title>T</title></item></r:RDF>`,
    );
    expect(entries).toMatchObject([{ id: '1', title: 'T' }]);
  });
});

test.each([
  'https://www.w3.org/2005/Atom',
  'http://www.w3.org/2005/Atom/',
  ' HTTP://WWW.W3.ORG/2005/ATOM ',
  'http://purl.org/atom/ns#',
])('the namespace of Atom may be written as %s', async (uri) => {
  const { entries } = await read(`<x:feed xmlns:x="${uri}"><x:entry><x:id>1</x:id></x:entry></x:feed>`);
  expect(entries).toMatchObject([{ id: '1' }]);
});

describe('a default namespace', () => {
  test('of an element holds inside it', async () => {
    const author = `<author xmlns="${atom}"><name>Ann</name></author>`;
    const link = `<link xmlns="${atom}" rel="alternate" href="https://a.example/1"/>`;
    const { entries } = await read(rss(`<item>${author}${link}<title>T</title></item>`));
    expect(entries).toMatchObject([{ author: 'Ann', link: 'https://a.example/1', title: 'T' }]);
  });

  test('of XHTML on a text is that of the tags in it', async () => {
    const content = '<content type="xhtml" xmlns="http://www.w3.org/1999/xhtml"><div><p>x</p></div></content>';
    const { entries } = await read(`<feed xmlns="${atom}"><entry><id>1</id>${content}<title>T</title></entry></feed>`);
    expect(entries).toMatchObject([{ id: '1', content: '<p>x</p>', title: 'T' }]);
  });

  test('that is unknown is that of the feed', async () => {
    expect(
      (await read('<rss xmlns="https://x.example/"><channel><item><guid>1</guid></item></channel></rss>')).entries,
    ).toMatchObject([{ id: '1' }]);
  });
});

test('names and attributes may be in any case', async () => {
  const { feed, entries } = await read(
    '<RSS><CHANNEL><TITLE>T</TITLE><ITEM><Guid ISPERMALINK="false">https://a.example/1</GUID><PUBDATE>2024-01-02</PubDate>' +
      '<ENCLOSURE URL="https://a.example/a" LENGTH="1"></ENCLOSURE></ITEM></CHANNEL></RSS>',
  );
  expect(feed.title).toBe('T');
  expect(entries).toMatchObject([
    { id: 'https://a.example/1', link: null, published: new Date('2024-01-02'), enclosures: [{ length: 1 }] },
  ]);
});

test('names that objects inherit mean nothing', async () => {
  const strange =
    '<__proto__>x</__proto__><constructor __proto__="1" constructor="2" toString="3"/><hasOwnProperty/><$>x</$><_>x</_>';
  const declared = `<constructor:creator xmlns:constructor="${dublin}">Ann</constructor:creator><toString:x/>`;
  const { entries } = await read(rss(`<item __proto__="x">${strange}${declared}<title>T</title></item>`));
  expect(entries).toMatchObject([{ title: 'T', author: 'Ann' }]);
  expect(Object.keys(Object.prototype)).toEqual([]);
});
