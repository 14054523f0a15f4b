import { describe, expect, test } from 'vitest';
import { read, rss } from './document.ts';

const only = async (body: string) => {
  const { entries } = await read(body);
  expect(entries).toHaveLength(1);
  return entries[0];
};

const atom = (entry: string) => `<feed xmlns="http://www.w3.org/2005/Atom"><entry>${entry}</entry></feed>`;

describe('the URL of an entry', () => {
  test.each([
    ['is its link in RSS', rss('<item><link> https://a.example/1\n</link></item>'), 'https://a.example/1'],
    [
      'is resolved against that of the document',
      rss('<item><link>1?x=ä</link></item>'),
      'https://site.example/blog/1?x=%C3%A4',
    ],
    ['is the guid, if there is no link', rss('<item><guid>https://a.example/1</guid></item>'), 'https://a.example/1'],
    [
      'is not a guid that says it is no link',
      rss('<item><guid isPermaLink="false">https://a.example/1</guid></item>'),
      null,
    ],
    ['is not a guid that is no URL', rss('<item><guid>17</guid></item>'), null],
    [
      'may be an Atom link in RSS',
      rss('<item><link xmlns="http://www.w3.org/2005/Atom" href="https://a.example/1"/></item>'),
      'https://a.example/1',
    ],
    [
      'is the alternate in Atom',
      atom('<link rel="self" href="/s"/><link rel="alternate" href="/a"/>'),
      'https://site.example/a',
    ],
    [
      'is the link without a relation in Atom',
      atom('<link rel="edit" href="/e"/><link href="/a"/>'),
      'https://site.example/a',
    ],
    ['is no enclosure', atom('<link rel="enclosure" href="/e.mp3"/>'), null],
    ['may lack attributes without losing the feed', atom('<link/><id>1</id>'), null],
  ])('%s', async (_, body, link) => {
    expect((await only(body))?.link).toBe(link);
  });
});

describe('the title of an entry', () => {
  test.each([
    ['is without tags in RSS', rss('<item><title>A &lt;b&gt;bold&lt;/b&gt; one</title></item>'), 'A bold one'],
    [
      'is unescaped twice in RSS, as many feeds need',
      rss('<item><title>Tom &amp;amp; Jerry</title></item>'),
      'Tom & Jerry',
    ],
    ['keeps what only looks like a tag', rss('<item><title>1 &lt; 2, I &lt;3 you</title></item>'), '1 < 2, I <3 you'],
    ['is taken as it is in Atom', atom('<title>&lt;b&gt; is bold</title>'), '<b> is bold'],
    ['is without tags in Atom if it is HTML', atom('<title type="html">&lt;b&gt;is&lt;/b&gt; bold</title>'), 'is bold'],
    ['is null if it is empty', rss('<item><title> <![CDATA[ ]]> </title></item>'), null],
  ])('%s', async (_, body, title) => {
    expect((await only(body))?.title).toBe(title);
  });
});

test('every enclosure is kept, and each URL once', async () => {
  const item = ['a', 'b', 'a']
    .map((name) => `<enclosure url="https://a.example/${name}" length="0" type="x/y"/>`)
    .join('');
  expect((await only(rss(`<item>${item}<enclosure length="1"/></item>`)))?.enclosures).toEqual([
    { url: 'https://a.example/a', type: 'x/y', length: 0 },
    { url: 'https://a.example/b', type: 'x/y', length: 0 },
  ]);
});

test('an element of another namespace is not taken for one of RSS', async () => {
  const others = '<m:title>No</m:title><m:description>No</m:description><m:content>No</m:content>';
  const body = rss(`<item xmlns:m="https://other.example/">${others}<title>Yes</title></item>`);
  expect(await only(body)).toMatchObject({ title: 'Yes', summary: null, content: null });
});

test('elements with the names of object members do no harm', async () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '_'];
  const item = names.map((name) => `<${name} a="1"><x>1</x></${name}>`).join('');
  expect(await only(rss(`<item>${item}<title>T</title></item>`))).toMatchObject({ title: 'T' });
  expect(({} as Record<string, unknown>).x).toBeUndefined();
});

test('entities that a document declares are not expanded', async () => {
  const doctype = '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>';
  expect(await only(doctype + rss('<item><title>&b; &x;</title></item>'))).toMatchObject({ title: '&b; &x;' });
});
