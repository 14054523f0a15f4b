import { expect, test } from 'vitest';
import { readAtomEntry, readItem } from '../document.ts';

test.each([
  ['RSS', readItem('<category domain="x">A</category><category> B\n</category><category/>'), ['A', 'B']],
  ['Dublin Core', readItem('<category>A</category><dc:subject>B</dc:subject><dc:subject>A</dc:subject>'), ['A', 'B']],
  ['Atom', readAtomEntry('<category term="a" label="A"/><category term="b"/><category scheme="x"/>'), ['A', 'b']],
  ['HTML', readItem('<category>A &amp;amp; B</category>'), ['A & B']],
])('categories of %s are named once', async (_, entry, categories) => {
  expect((await entry).categories).toEqual(categories);
});

test('a category is cut after two hundred characters', async () => {
  const { categories } = await readItem(`<category>${'x'.repeat(1_000)}</category>`);
  expect(categories).toEqual(['x'.repeat(200)]);
});
