import { describe, expect, test } from 'vitest';
import { atom as atomFeed, readEntry, rss } from './document.ts';

const atom = (entry: string) => atomFeed(`<entry>${entry}</entry>`);

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
    [
      'is the alternate that is a page',
      atom('<link href="/a.json" type="application/json"/><link href="/a" type="text/html"/>'),
      'https://site.example/a',
    ],
    [
      'may be an alternate of another type',
      atom('<link rel="self" href="/s"/><link href="/a.json" type="application/json"/>'),
      'https://site.example/a.json',
    ],
    [
      'is the alternate by its registered name',
      atom('<link rel="http://www.iana.org/assignments/relation/alternate" href="/a"/>'),
      'https://site.example/a',
    ],
    ['is an Atom id that is one, if there is no link', atom('<id>https://a.example/1</id>'), 'https://a.example/1'],
    [
      'is where the content is, if nothing else says it',
      atom('<content src="/a.html"/>'),
      'https://site.example/a.html',
    ],
    [
      'is a relative guid that says it is a link',
      rss('<item><guid isPermaLink="true">/posts/1</guid></item>'),
      'https://site.example/posts/1',
    ],
    [
      'is the link rather than the one that it was made from',
      rss(
        '<item><feedburner:origLink>https://a.example/1</feedburner:origLink><link>https://proxy.example/1</link></item>',
      ),
      'https://proxy.example/1',
    ],
    [
      'is the one that a lost link was made from',
      rss('<item><link/><feedburner:origLink>https://a.example/1</feedburner:origLink></item>'),
      'https://a.example/1',
    ],
    [
      'is the subject of an item of RDF',
      '<rdf:RDF><channel/><item rdf:about="https://a.example/1"><title>T</title></item></rdf:RDF>',
      'https://a.example/1',
    ],
    [
      'is an attribute in CDF',
      '<channel href="/"><item href="https://a.example/1"><title>T</title></item></channel>',
      'https://a.example/1',
    ],
    ['is no enclosure', atom('<link rel="enclosure" href="/e.mp3"/>'), null],
    ['may lack attributes without losing the feed', atom('<link/><id>1</id>'), null],
  ])('%s', async (_, body, link) => {
    expect((await readEntry(body)).link).toBe(link);
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
    [
      'has no script in it',
      rss('<item><title>&lt;script&gt;x()&lt;/script&gt;A&lt;style&gt;b{}&lt;/style&gt;</title></item>'),
      'A',
    ],
    ['may be about a script', rss('<item><title>A &lt;script&gt; with b</title></item>'), 'A <script> with b'],
    ['is taken as it is in Atom', atom('<title>&lt;b&gt; is bold</title>'), '<b> is bold'],
    ['is without tags in Atom if it is HTML', atom('<title type="html">&lt;b&gt;is&lt;/b&gt; bold</title>'), 'is bold'],
    [
      'is the text of XHTML',
      atom('<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <b>b</b> &lt; C</div></title>'),
      'A b < C',
    ],
    ['is that of Dublin Core, if there is no other', rss('<item><title/><dc:title>D</dc:title></item>'), 'D'],
    [
      'is that of its media, if there is no other',
      rss('<item><media:group><media:title>M</media:title></media:group></item>'),
      'M',
    ],
    ['is the first that is not empty', rss('<item><title/><title>Second</title></item>'), 'Second'],
    [
      'is cut after ten thousand characters',
      rss(`<item><title>${'x'.repeat(20_000)}</title></item>`),
      'x'.repeat(10_000),
    ],
    ['is not cut inside a character', rss(`<item><title>${'x'.repeat(9_999)}😀</title></item>`), 'x'.repeat(9_999)],
    ['may be that of Atom', rss('<item><title xmlns="http://www.w3.org/2005/Atom">A</title></item>'), 'A'],
    ['is null if it is empty', rss('<item><title> <![CDATA[ ]]> </title></item>'), null],
  ])('%s', async (_, body, title) => {
    expect((await readEntry(body)).title).toBe(title);
  });
});

test('every enclosure is kept, and each URL once', async () => {
  const item = ['a', 'b', 'a']
    .map((name) => `<enclosure url="https://a.example/${name}" length="0" type="x/y"/>`)
    .join('');
  expect((await readEntry(rss(`<item>${item}<enclosure length="1"/></item>`))).enclosures).toEqual([
    { url: 'https://a.example/a', type: 'x/y', length: 0 },
    { url: 'https://a.example/b', type: 'x/y', length: 0 },
  ]);
});

describe('the id of an entry', () => {
  test.each([
    ['is its guid', rss('<item><guid isPermaLink="false"> 1\n</guid><dc:identifier>2</dc:identifier></item>'), '1'],
    ['may be an Atom id in RSS', rss('<item><atom:id>urn:x:1</atom:id></item>'), 'urn:x:1'],
    ['is its id in Atom', atom('<id>tag:a.example,2024:1</id>'), 'tag:a.example,2024:1'],
    [
      'is its subject in RDF',
      '<rdf:RDF><channel/><item rdf:about="urn:x:1"><dc:identifier>2</dc:identifier></item></rdf:RDF>',
      'urn:x:1',
    ],
    ['may be that of Dublin Core', rss('<item><dc:identifier>doi:10.1/1</dc:identifier></item>'), 'doi:10.1/1'],
    ['is null if it is empty', rss('<item><guid isPermaLink="false"/><title>T</title></item>'), null],
  ])('%s', async (_, body, id) => {
    expect((await readEntry(body)).id).toBe(id);
  });
});

describe('the dates of an entry', () => {
  const first = new Date('2024-06-01T00:00:00Z');
  const second = new Date('2024-06-02T00:00:00Z');

  test.each([
    [
      'are pubDate and that of Dublin Core in RSS',
      rss('<item><dc:date>2024-06-02</dc:date><pubDate>Sat, 01 Jun 2024 00:00:00 GMT</pubDate></item>'),
      first,
      second,
    ],
    [
      'are both that of Dublin Core, if there is no other',
      rss('<item><dc:date>2024-06-01</dc:date></item>'),
      first,
      first,
    ],
    [
      'may be those of the terms of Dublin Core',
      rss('<item><dcterms:issued>2024-06-01</dcterms:issued><dcterms:modified>2024-06-02</dcterms:modified></item>'),
      first,
      second,
    ],
    [
      'may be those of Atom in RSS',
      rss('<item><atom:published>2024-06-01</atom:published><atom:updated>2024-06-02</atom:updated></item>'),
      first,
      second,
    ],
    ['may be that of no namespace', rss('<item><date>2024-06-01</date></item>'), first, null],
    ['of Atom are two', atom('<updated>2024-06-02</updated><published>2024-06-01</published>'), first, second],
    ['of Atom 0.3 are two', atom('<modified>2024-06-02</modified><issued>2024-06-01</issued>'), first, second],
    ['are not made up', atom('<updated>2024-06-02</updated>'), null, second],
    [
      'are the first that can be read',
      rss('<item><pubDate>soon</pubDate><pubDate>2024-06-01</pubDate></item>'),
      first,
      null,
    ],
  ])('%s', async (_, body, published, updated) => {
    expect(await readEntry(body)).toMatchObject({ published, updated });
  });

  test('are kept as they are written', async () => {
    expect(
      await readEntry(rss('<item><pubDate> next week </pubDate><dc:date>2024-06-02</dc:date></item>')),
    ).toMatchObject({
      published: second,
      publishedText: '2024-06-02',
      updatedText: '2024-06-02',
    });
    const long = await readEntry(rss(`<item><pubDate>${'x'.repeat(1_000)}</pubDate></item>`));
    expect(long).toMatchObject({ published: null, publishedText: 'x'.repeat(100), updatedText: null });
  });
});

test.each([
  ['its own', rss('<item xml:lang="fr"><guid>1</guid></item>', '<language>en</language>'), 'fr'],
  ['that of Dublin Core', rss('<item><dc:language>fr</dc:language></item>'), 'fr'],
  ['that of its feed', rss('<item><guid>1</guid></item>', '<language>en-gb</language>'), 'en-gb'],
  ['none', rss('<item><guid>1</guid></item>'), null],
])('the language of an entry is %s', async (_, body, language) => {
  expect((await readEntry(body)).language).toBe(language);
});

test.each([
  ['its link in RSS', rss('<item><comments> /1#comments </comments></item>'), 'https://site.example/1#comments'],
  [
    'the page of replies in Atom',
    atom('<link rel="replies" href="/f.xml"/><link rel="replies" type="text/html" href="/1#c"/>'),
    'https://site.example/1#c',
  ],
  ['none', rss('<item><guid>1</guid></item>'), null],
])('the URL of the comments is %s', async (_, body, comments) => {
  expect((await readEntry(body)).comments).toBe(comments);
});

test.each([
  [
    'a link with its text in RSS',
    rss('<item><source url="https://other.example/rss">Other</source></item>'),
    { title: 'Other', url: 'https://other.example/rss' },
  ],
  [
    'a feed with its page in Atom',
    atom('<source><id>urn:x</id><title>Other</title><link href="https://other.example/"/></source>'),
    { title: 'Other', url: 'https://other.example/' },
  ],
  [
    'known by its id',
    atom('<source><id>https://other.example/</id></source>'),
    { title: null, url: 'https://other.example/' },
  ],
  ['none, if nothing is said of it', atom('<source/><id>1</id>'), null],
])('the source of an entry is %s', async (_, body, source) => {
  expect((await readEntry(body)).source).toEqual(source);
});

test.each([
  ['of Atom', atom('<rights type="html">&amp;copy; Ada</rights>'), '© Ada'],
  ['of Dublin Core', rss('<item><dc:rights>Ada</dc:rights></item>'), 'Ada'],
  ['of its media', rss('<item><media:copyright>Ada</media:copyright></item>'), 'Ada'],
])('the rights of an entry are those %s', async (_, body, rights) => {
  expect((await readEntry(body)).rights).toBe(rights);
});

test('an element of another namespace is not taken for one of RSS', async () => {
  const others = '<m:title>No</m:title><m:description>No</m:description><m:content>No</m:content>';
  const body = rss(`<item xmlns:m="https://other.example/">${others}<title>Yes</title></item>`);
  expect(await readEntry(body)).toMatchObject({ title: 'Yes', summary: null, content: null });
});

test('elements with the names of object members do no harm', async () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '_'];
  const item = names.map((name) => `<${name} a="1"><x>1</x></${name}>`).join('');
  expect(await readEntry(rss(`<item>${item}<title>T</title></item>`))).toMatchObject({ title: 'T' });
  expect(({} as Record<string, unknown>).x).toBeUndefined();
});

test('entities that a document declares are not expanded', async () => {
  const doctype = '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>';
  expect(await readEntry(doctype + rss('<item><title>&b; &x;</title></item>'))).toMatchObject({ title: '&b; &x;' });
});
