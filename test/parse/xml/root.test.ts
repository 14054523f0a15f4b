import { describe, expect, test } from 'vitest';
import { read, refusedAs, rss } from '../document.ts';

const feed = rss('<item><title>One</title><guid>1</guid></item>');
const titlesIn = async (body: string) => (await read(body)).entries.map(({ title }) => title);

describe('before a feed there may be', () => {
  const warning =
    '<br />\n<b>Warning</b>:  include(a.php) [<a href="f">f</a>]: failed to open stream in <b>/a/b.php</b> on line <b>12</b><br />\n';

  test.each([
    ['blank lines', '\n\r\n \t'],
    ['byte order marks', '\ufeff\ufeff \u200b'],
    ['what a server complains of', warning.repeat(20)],
    ['the header of an answer', 'HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n'],
    ['a comment and a style sheet', '<!-- <rss> --><?xml-stylesheet href="a.xsl"?>'],
    ['an element', '<script>document.write("x")</script>'],
    ['a document type', '<!DOCTYPE rss SYSTEM "a.dtd">'],
  ])('%s', async (_, junk) => {
    expect(await titlesIn(`${junk}<?xml version="1.0"?>${feed}`)).toEqual(['One']);
    expect(await titlesIn(`<?xml version="1.0"?>${junk}${feed}`)).toEqual(['One']);
  });
});

test.each([
  ['comments', '<!-- cached --> <!-- 0.1 s'],
  ['a script', '<script>if (a < b) x("</rss>")</script>'],
  ['another feed', '<rss version="2.0"><channel><item><title>Two</title></item></channel></rss>'],
  ['a page', '</body></html>'],
])('behind a feed there may be %s', async (_, junk) => {
  expect(await titlesIn(feed + junk)).toEqual(['One']);
});

test('a feed may stand inside something else', async () => {
  expect(await titlesIn(`<soap:Envelope><soap:Body>${feed}</soap:Body></soap:Envelope>`)).toEqual(['One']);
});

test('items may stand for themselves', async () => {
  const item = '<item><title>One</title><link>https://a.example/1</link></item>';
  expect(await titlesIn(item + item.replace('One', 'Two'))).toEqual(['One', 'Two']);
  expect(await titlesIn('<entry><id>1</id><title>One</title></entry>')).toEqual(['One']);
});

test.each([
  ['a text about feeds', `# Reader\n\n${'It reads feeds. '.repeat(50)}\n\n\`\`\`xml\n${feed}\n\`\`\`\n`],
  ['a program', `const feed = '${feed}';`],
  ['a template', `export default () => \`\n  ${feed}\`;`.replace('\n  ', '')],
  ['words in brackets', 'see <namespace>.events.<noun>.<verb>.<feed id> for <url>'],
  ['a setting', '<config><feed url="https://a.example/"><title>x</title></feed></config>'],
  ['a list of goods', '<feed><product><name>x</name></product></feed>'],
  ['a dictionary', '<entry><word>feed</word><title>n.</title></entry>'],
  ['a list of things', '<item><name>x</name><price>1</price></item>'],
  ['a channel of something else', '<channel><name>x</name></channel>'],
  ['a page in XHTML', `<html xmlns="http://www.w3.org/1999/xhtml"><body>${feed}</body></html>`],
  ['an escaped feed', feed.replaceAll('<', '&lt;')],
  ['an answer of a service', '<soap:Envelope><soap:Body><soap:Fault/></soap:Body></soap:Envelope>'],
  ['nothing but a comment', `<!-- ${feed} -->`],
])('%s is no feed', async (_, body) => {
  expect(await refusedAs(body)).toBe('not-a-feed');
});

test('CDF has its parts in attributes, and channels in channels', async () => {
  const { feed: found, entries } = await read(
    '<CHANNEL HREF="https://a.example/" BASE="https://a.example/x/"><TITLE>T</TITLE><ABSTRACT>A</ABSTRACT>' +
      '<ITEM HREF="1" LASTMOD="1998-11-05T22:12"><TITLE>One</TITLE></ITEM>' +
      '<CHANNEL><TITLE>Inner</TITLE><ITEM><A HREF="2"/><TITLE>Two</TITLE></ITEM></CHANNEL></CHANNEL>',
  );
  expect(found).toMatchObject({ title: 'T', description: 'A', link: 'https://a.example/' });
  expect(entries).toMatchObject([
    { title: 'One', link: 'https://a.example/x/1', updated: new Date('1998-11-05T22:12:00Z') },
    { title: 'Two', link: 'https://a.example/x/2' },
  ]);
});
