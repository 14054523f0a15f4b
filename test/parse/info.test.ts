import { describe, expect, test } from 'vitest';
import { infoOf as bareInfo } from '../feed-info.ts';
import { atom, read, rss } from './document.ts';

const infoOf = async (body: string) => (await read(body)).feed;
const channel = (elements: string) => infoOf(rss('', elements));
const feed = (elements: string) => infoOf(atom('', elements));

test('a feed that says nothing is bare', async () => {
  expect(await channel('')).toEqual(bareInfo(null));
});

test('a feed of Atom is read in full', async () => {
  const elements = `<id>urn:x</id><title type="html">A &amp;amp; B</title><subtitle>Sub</subtitle><link href="/"/>
    <link rel="self" href="/feed"/><link rel="hub" href="https://hub.example/"/><updated>2024-06-01T00:00:00Z</updated>
    <author><name>Ada</name></author><category term="c"/><logo>/logo.png</logo><icon>/icon.png</icon>
    <generator uri="https://gen.example/" version="1">Gen</generator><rights>Free</rights>`;
  expect(await feed(elements)).toMatchObject({
    id: 'urn:x',
    title: 'A & B',
    description: 'Sub',
    link: 'https://site.example/',
    self: 'https://site.example/feed',
    hubs: ['https://hub.example/'],
    updated: new Date('2024-06-01T00:00:00Z'),
    author: 'Ada',
    authors: [{ name: 'Ada', email: null, url: null }],
    categories: ['c'],
    image: 'https://site.example/logo.png',
    generator: 'Gen',
    rights: 'Free',
  });
});

test('a channel of RSS is read in full', async () => {
  const elements = `<title>T</title><description>D</description><link>/</link><language>en</language>
    <atom:link rel="self" href="/feed"/><atom:link rel="hub" href="https://hub.example/"/>
    <lastBuildDate>Sat, 01 Jun 2024 00:00:00 GMT</lastBuildDate><pubDate>Fri, 31 May 2024 00:00:00 GMT</pubDate>
    <managingEditor>ada@a.example (Ada)</managingEditor><webMaster>web@a.example</webMaster><category>c</category>
    <image><url>/logo.png</url><title>No</title><link>/no</link></image><generator>Gen</generator><copyright>Free</copyright>`;
  expect(await channel(elements)).toMatchObject({
    title: 'T',
    description: 'D',
    link: 'https://site.example/',
    language: 'en',
    self: 'https://site.example/feed',
    hubs: ['https://hub.example/'],
    updated: new Date('2024-06-01T00:00:00Z'),
    author: 'ada@a.example (Ada)',
    authors: [{ name: 'Ada', email: 'ada@a.example', url: null }],
    categories: ['c'],
    image: 'https://site.example/logo.png',
    generator: 'Gen',
    rights: 'Free',
  });
});

test('a podcast says the same in the words of iTunes', async () => {
  const elements = `<itunes:summary>S</itunes:summary><itunes:image href="/i.png"/>
    <itunes:owner><itunes:name>Ada</itunes:name><itunes:email>ada@a.example</itunes:email></itunes:owner>
    <itunes:category text="Arts"><itunes:category text="Design"/></itunes:category>`;
  expect(await channel(elements)).toMatchObject({
    description: 'S',
    image: 'https://site.example/i.png',
    author: 'Ada',
    authors: [{ name: 'Ada', email: 'ada@a.example', url: null }],
    categories: ['Arts', 'Design'],
  });
});

describe('a feed', () => {
  test.each([
    [
      'was updated when its channel was published',
      channel('<pubDate>2024-06-01</pubDate>'),
      { updated: new Date('2024-06-01') },
    ],
    [
      'was updated when Dublin Core says',
      channel('<dc:date>2024-06-01</dc:date>'),
      { updated: new Date('2024-06-01') },
    ],
    ['has a page that only Atom names', channel('<atom:link href="/"/>'), { link: 'https://site.example/' }],
    ['has no page that is itself', channel('<atom:link rel="self" href="/feed"/>'), { link: null }],
    ['speaks the language of its root', feed('<id>1</id>'), { language: null }],
    ['has the tagline of Atom 0.3', feed('<tagline>T</tagline>'), { description: 'T' }],
    ['was modified in Atom 0.3', feed('<modified>2024-06-01</modified>'), { updated: new Date('2024-06-01') }],
    ['has the rights of Dublin Core', channel('<dc:rights>Free</dc:rights>'), { rights: 'Free' }],
    [
      'is described by its subject in RDF',
      infoOf('<rdf:RDF><channel rdf:about="urn:x"><image rdf:resource="/i.png"/></channel></rdf:RDF>'),
      { id: 'urn:x', image: 'https://site.example/i.png' },
    ],
  ])('%s', async (_, info, expected) => {
    expect(await info).toMatchObject(expected);
  });
});
