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
    ['a long script', `<script>${'var x = f("a"); '.repeat(100)}</script>`],
    ['a style sheet', `<style>${'.a { color: red }\n'.repeat(100)}</style>`],
    ['what somebody prints to see it', `Array\n(\n${'    [0] => value\n'.repeat(100)})\n`],
    ['a line with a quote at its end', 'echo "hello"\n'],
    ['a line in braces', '{debug: true}\n'],
    ['a line that begins with a bracket', '[2024-01-01] a.php was called\n'],
    ['a page that is over', '<!DOCTYPE html><html><head><title>x</title></head><body><p>y</body></html>\n'],
    ['elements that never end', '<p><br><font color=red>'],
    ['a declaration without its mark', '<xml version="1.0"?>'],
    ['a digit', '1'],
    ['a document type', '<!DOCTYPE rss SYSTEM "a.dtd">'],
  ])('%s', async (_, junk) => {
    expect(await titlesIn(`${junk}<?xml version="1.0"?>${feed}`)).toEqual(['One']);
    expect(await titlesIn(`<?xml version="1.0"?>${junk}${feed}`)).toEqual(['One']);
  });
});

test.each([
  ['comments', '<!-- cached --> <!-- 0.1 s'],
  ['a script', '<script>if (a < b) x("</rss>")</script>'],
  ['a feed of another kind', '<feed><entry><title>Two</title></entry></feed>'],
  ['a page', '</body></html>'],
])('behind a feed there may be %s', async (_, junk) => {
  expect(await titlesIn(feed + junk)).toEqual(['One']);
});

test.each([
  ['items', feed, '<item><title>Two</title></item>\n<item><title>Three</title></item>'],
  ['more feeds', feed, `\n<!-- 2 -->\n${feed.replace('One', 'Two')}${feed.replace('One', 'Three')}`],
  [
    'entries',
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><title>One</title></entry></feed>',
    '</a><entry><title>Two</title></entry><entry><title>Three</title></entry>',
  ],
])('%s behind the end of a feed are part of it', async (_, first, rest) => {
  expect(await titlesIn(first + rest)).toEqual(['One', 'Two', 'Three']);
});

test('a feed may stand inside something else', async () => {
  expect(await titlesIn(`<soap:Envelope><soap:Body>${feed}</soap:Body></soap:Envelope>`)).toEqual(['One']);
});

test('items may stand for themselves', async () => {
  const item = '<item><title>One</title><link>https://a.example/1</link></item>';
  expect(await titlesIn(item + item.replace('One', 'Two'))).toEqual(['One', 'Two']);
  expect(await titlesIn('<entry><id>1</id><title>One</title></entry>')).toEqual(['One']);
});

const example = '<rss version="2.0"><channel><title>x</title></channel></rss>';
const xsl = 'xmlns:xsl="http://www.w3.org/1999/XSL/Transform"';

test.each([
  [
    'a style sheet that makes RSS',
    `<xsl:stylesheet ${xsl}><xsl:template match="/">${feed}</xsl:template></xsl:stylesheet>`,
  ],
  [
    'a style sheet that makes Atom',
    `<xsl:stylesheet ${xsl} xmlns="http://www.w3.org/2005/Atom"><xsl:template match="/"><feed><title>x</title><entry><title>a</title><id>b</id></entry></feed></xsl:template></xsl:stylesheet>`,
  ],
  ['a style sheet in the form of a feed', feed.replace('<rss', `<rss xsl:version="1.0" ${xsl}`)],
  ['a sentence', 'The tag <rss version="2.0"> begins a feed.'],
  ['a program in PHP', `<?php echo "${example}"; ?>`],
  ['a template of items', '{% for a in b %}<item><title>{{a}}</title><link>x</link></item>{% endfor %}'],
  ['a sentence about Atom', 'Use <feed xmlns="http://www.w3.org/2005/Atom"> as root'],
  ['a paragraph', '<div><p>Use <rss version="2.0"> like so</p></div>'],
  ['a text with a small example', `# How to\n\nWrite this:\n\n    ${example}\n`],
  ['a text with an example and more words', `# How to\n\nWrite this:\n\n    ${feed}\n\nand save it.\n`],
  ['a change of a file', `--- a/feed.xml\n+++ b/feed.xml\n@@ -1 +1 @@\n-<title>x</title>\n+${feed}\n`],
  ['a log', `[error] client denied: ${example}`],
  ['an example in a page without a head', `<p>Example:</p><pre>${example}</pre>`],
  ['a whole example in a page without a head', `<p>Example:</p><pre>${feed}</pre>`],
  ['an example in a book', `<book><chapter><title>x</title><programlisting>${feed}</programlisting></chapter></book>`],
  [
    'a description of a service',
    `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"><documentation>${feed}</documentation></definitions>`,
  ],
  ['a schema', `<xs:schema><xs:documentation>${feed}</xs:documentation></xs:schema>`],
  ['a file for a printer', `%PDF-1.4\n${feed}`],
  ['a template of a page', `<%= foo %><feed xmlns="http://www.w3.org/2005/Atom"><title><%= t %></title></feed>`],
  [
    'products',
    '<feed xmlns="https://a.example/products"><title>x</title><entry><id>1</id><title>y</title></entry></feed>',
  ],
  ['a name and a number', '<feed><id>7</id><kind>hay</kind></feed>'],
  ['a list of feeds', `<feeds><feed><item><title>x</title><link>y</link></item></feed></feeds>`],
  ['an answer without an entry', '<response><feed><entry><title>x</title></entry></feed></response>'],
  ['a television channel', '<channel><title>x</title><id>5</id></channel>'],
  ['a thing with a number', '<item><id>5</id><title>x</title><price>3</price></item>'],
  [
    'things in RDF',
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="https://a.example/shop#"><item rdf:about="x"><price>3</price></item></rdf:RDF>',
  ],
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
