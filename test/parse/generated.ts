import fc from 'fast-check';

/** What an entry of a generated feed says, and is to say when it has been read. */
export interface Post {
  id: string;
  link: string;
  title: string;
  published: Date;
  author: string;
  categories: string[];
  enclosures: { url: string; type: string; length: number }[];
  content: string;
}

export interface Writing {
  title: string;
  posts: Post[];
}

/** How it is said: choices that are to make no difference. */
export interface Manner {
  /** One for each namespace. */
  prefixes: string[];
  /** Whether texts are escaped or put into CDATA. */
  cdata: boolean;
}

/** Without what XML cannot hold, or a line does not keep. */
const asLine = (text: string) =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Noncharacter_Code_Point}]/gu, '')
    .replace(/\s+/g, ' ')
    .trim();

const line = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  .map(asLine)
  .filter((text) => text !== '');

const words = fc.stringMatching(/^[A-Zéß日][a-zøш]{1,8}( [a-z]{1,8})?$/);

const html = fc
  .array(fc.tuple(fc.constantFrom('<p>', '<br>', '<a href="x?a=1&amp;b=2">', '&lt;', '&amp;', ']]', '\n'), line), {
    minLength: 1,
  })
  .map((parts) => parts.flat().join('').trim());

const enclosure = fc.record({
  url: fc.webUrl({ withQueryParameters: true }),
  type: fc.constantFrom('audio/mpeg', 'image/png', 'application/x-bittorrent'),
  length: fc.nat(),
});

const post = fc.record({
  id: line,
  link: fc.webUrl({ withQueryParameters: true, withFragments: true }),
  title: line,
  published: fc
    .date({ min: new Date('1995-01-01'), max: new Date('2020-01-01'), noInvalidDate: true })
    .map((date) => new Date(Math.floor(date.getTime() / 1000) * 1000)),
  author: words,
  categories: fc.uniqueArray(words, { maxLength: 4 }),
  enclosures: fc.uniqueArray(enclosure, { maxLength: 3, selector: ({ url }) => url }),
  content: html,
});

export const writing: fc.Arbitrary<Writing> = fc.record({
  title: line,
  posts: fc.uniqueArray(post, { minLength: 1, maxLength: 5, selector: ({ id }) => id }),
});

export const manner: fc.Arbitrary<Manner> = fc.record({
  prefixes: fc.uniqueArray(
    fc.stringMatching(/^[a-z][a-z0-9-]{0,5}$/).filter((name) => !/^xml/.test(name)),
    {
      minLength: 3,
      maxLength: 3,
    },
  ),
  cdata: fc.boolean(),
});
