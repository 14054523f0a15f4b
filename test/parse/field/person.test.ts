import { describe, expect, test } from 'vitest';
import { personOf } from '../../../src/parse/field/person.ts';
import { atom, readAtomEntry, readEntry, readItem, rss } from '../document.ts';

test.each([
  ['Ada Lovelace', 'Ada Lovelace', null],
  ['ada@a.example', null, 'ada@a.example'],
  ['ada@a.example (Ada Lovelace)', 'Ada Lovelace', 'ada@a.example'],
  ['Ada Lovelace <ada@a.example>', 'Ada Lovelace', 'ada@a.example'],
  ['Ada (ada@a.example)', 'Ada', 'ada@a.example'],
  ['"Ada" <mailto:ada@a.example>', 'Ada', 'ada@a.example'],
  ['Ada @ home', 'Ada @ home', null],
  ['@ada', '@ada', null],
  ['()@', '()@', null],
])('%j is somebody called %j with the address %j', (line, name, email) => {
  expect(personOf(line)).toEqual({ name, email, url: null });
});

describe('the authors of an entry', () => {
  test.each([
    ['are named as RSS writes them', 'ada@a.example (Ada)', '<author>ada@a.example (Ada)</author>'],
    ['are named with an address in brackets', 'Ada <ada@a.example>', '<author>Ada &lt;ada@a.example&gt;</author>'],
    ['are those of Dublin Core', 'Ada, Bob', '<dc:creator>Ada</dc:creator><dc:creator>Bob</dc:creator>'],
    ['are named once', 'Ada', '<dc:creator>Ada</dc:creator><dc:creator> Ada\n</dc:creator>'],
    ['are preferred without an address', 'Ada', '<author>ada@a.example</author><dc:creator>Ada</dc:creator>'],
    ['may be said by iTunes', 'Ada', '<itunes:author>Ada</itunes:author>'],
    ['may be said by Atom', 'Ada', '<atom:author><atom:name>Ada</atom:name></atom:author>'],
    ['may be elements in RSS', 'Ada', '<author><name>Ada</name></author>'],
    [
      'may be credited',
      'Ada',
      '<media:credit role="producer">Bob</media:credit><media:credit role="author">Ada</media:credit>',
    ],
    ['are plain text', 'Ada & Bob', '<author>&lt;b&gt;Ada&lt;/b&gt; &amp;amp; Bob</author>'],
    ['are null if empty', null, '<author> </author><dc:creator/><guid>1</guid>'],
  ])('%s', async (_, author, item) => {
    expect((await readItem(item)).author).toBe(author);
  });

  test('of Atom have a name, an address and a page', async () => {
    const entry =
      '<author><name>Ada</name><email>ada@a.example</email><uri>/ada</uri></author><author><email>b@b.example</email></author>';
    expect(await readAtomEntry(entry)).toMatchObject({
      author: 'Ada, b@b.example',
      authors: [
        { name: 'Ada', email: 'ada@a.example', url: 'https://site.example/ada' },
        { name: null, email: 'b@b.example', url: null },
      ],
    });
  });

  test('are those of the feed in Atom, if there is no other', async () => {
    const feed = '<author><name>Eve</name></author>';
    expect(await readAtomEntry('<id>1</id>', feed)).toMatchObject({
      author: 'Eve',
      authors: [{ name: 'Eve', email: null, url: null }],
    });
    expect((await readAtomEntry('<author><name>Ada</name></author>', feed)).author).toBe('Ada');
  });

  test('are those of the feed that an entry was taken over from', async () => {
    const entry = '<source><author><name>Ada</name></author></source>';
    expect((await readAtomEntry(entry, '<author><name>Eve</name></author>')).author).toBe('Ada');
  });

  test('are not the editor of an RSS feed', async () => {
    const body = rss('<item><guid>1</guid></item>', '<managingEditor>eve@a.example</managingEditor>');
    expect(await readEntry(body)).toMatchObject({ author: null, authors: [] });
  });

  test('may be all those who wrote a paper, in one line', async () => {
    const names = Array.from({ length: 50 }, (_, at) => `Ada Lovelace ${at}`).join(', ');
    expect((await readItem(`<dc:creator>${names}</dc:creator>`)).author).toBe(names);
  });

  test('that every entry repeats are few', async () => {
    const many = Array.from({ length: 1_000 }, (_, at) => `<author><name>${at}</name></author>`).join('');
    const { author, authors } = await readEntry(atom('<entry><id>1</id></entry>', many));
    expect(authors).toHaveLength(5);
    expect(author?.length).toBeLessThanOrEqual(1_000);
  });
});
