import { expect, test } from 'vitest';
import { readAtomEntry, readItem } from '../document.ts';

test('enclosures of RSS and Atom are kept, each URL once', async () => {
  const { enclosures } = await readItem(
    `<enclosure url="/1.mp3" type="audio/mpeg" length="12"/><enclosure url="/1.mp3"/><enclosure url="/2.mp3"/>
    <atom:link rel="enclosure" href="/3.mp3" length="3"/><enclosure/>`,
  );
  expect(enclosures).toEqual([
    { url: 'https://site.example/1.mp3', type: 'audio/mpeg', length: 12 },
    { url: 'https://site.example/2.mp3', type: null, length: null },
    { url: 'https://site.example/3.mp3', type: null, length: 3 },
  ]);
});

test('those of RSS 1.0 have attributes of their own', async () => {
  const { enclosures } = await readItem('<enc:enclosure rdf:resource="/1.mp3" enc:type="audio/mpeg" enc:length="12"/>');
  expect(enclosures).toEqual([{ url: 'https://site.example/1.mp3', type: 'audio/mpeg', length: 12 }]);
});

test('those of Atom are links', async () => {
  const { enclosures, link } = await readAtomEntry(
    '<link rel="Enclosure" href="/1.mp3" type="audio/mpeg" length="12"/><link href="/1"/>',
  );
  expect(enclosures).toEqual([{ url: 'https://site.example/1.mp3', type: 'audio/mpeg', length: 12 }]);
  expect(link).toBe('https://site.example/1');
});

test.each([
  ['0', 0],
  [' 12 ', 12],
  ['1,234,567', 1_234_567],
  ['', null],
  ['unknown', null],
  ['-1', null],
  ['1.5', null],
  ['12 MB', null],
  ['9'.repeat(30), null],
])('a length of %j is %j bytes', async (text, length) => {
  expect((await readItem(`<enclosure url="x:1" length="${text}"/>`)).enclosures[0]?.length).toBe(length);
});
