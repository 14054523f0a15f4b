import { expect, test } from 'vitest';
import { lineOfHtml } from '../../../src/parse/html/line.ts';
import { read, readAtomEntry, rss } from '../document.ts';

const escaped = (title: string): string => title.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** However a title is written. */
const everywhere = async (title: string) => [
  (await read(rss(`<item><guid>1</guid><title>${escaped(title)}</title></item>`))).entries[0]?.title,
  (await read(rss(`<item><guid>1</guid><title><![CDATA[${title}]]></title></item>`))).entries[0]?.title,
  (await readAtomEntry(`<id>1</id><title type="html">${escaped(title)}</title>`)).title,
];

test.each([
  'List<String> vs Map<K, V>',
  'Vec<T>::new()',
  '<T>',
  'Foo<Bar<Baz>>',
  'C++ <vector> header',
  'The <details> element',
  'How to use <iframe> and <video>',
  'What does <meta name="viewport"> do?',
  '<Unknown> Pleasures',
  '<insert title here>',
  '<style> and </style>',
  '<a@b.c> 1',
  '<unknown>x</unknown> y',
  'How to begin: <!DOCTYPE html>',
  'Why <?php echo 1 ?> is there',
  '1 < 2 and 3 > 2',
  'if (a<b && c>d)',
  'if (a<b',
  'I <3 you',
  'An end <!-- that never comes',
])('of %s no word is lost', async (title) => {
  expect(await everywhere(title)).toEqual([title, title, title]);
});

test.each([
  ['A <b>bold</b> move', 'A bold move'],
  ['Say <i>hi</i> <em>now</em>', 'Say hi now'],
  ['<a href="https://a.example/">A link</a> and text', 'A link and text'],
  ['<SPAN class="x">a</span> b', 'a b'],
  ['one<br>two<br/>three', 'one two three'],
  ['a picture <img src="x.png" alt="y">', 'a picture'],
  ['long<wbr>word', 'longword'],
  ['H<sub>2</sub>O', 'H2O'],
  ['<p>one<p>two', 'one two'],
  ['<b>List<String></b>', 'List<String>'],
  ['use <b> and <i>x</i>', 'use <b> and x'],
  ['<script>alert(1)</script>Hi', 'Hi'],
  ['a <!-- b --> c', 'a c'],
  ['AT&amp;T, <b>one</b> &lt;b&gt;', 'AT&T, one <b>'],
  ['That breaks off <a href="https://a.exa', 'That breaks off'],
])('the markup of %s is none of it', async (title, line) => {
  expect(await everywhere(title)).toEqual([line, line, line]);
});

test('words in angle brackets that nobody escaped get no end', async () => {
  const { entries } = await read(rss('<item><title>List<String> vs Set</title></item>'));
  expect(entries[0]?.title).toBe('List<String> vs Set');
});

test('a line of any tags is read in no time', { timeout: 3_000 }, () => {
  for (const part of [
    '<b>',
    '</b>',
    '<x>',
    '<p>a',
    '<script>a',
    '<style></style>',
    '<b',
    '<!--',
    '<a href="',
    '<?',
    '</',
  ])
    expect(lineOfHtml(part.repeat(200_000 / part.length))).toBeDefined();
});
