import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { read } from './document.ts';
import { type Manner, manner, type Post, type Writing, writing } from './generated.ts';
import { asAtom, asJson, asRdf, asRss } from './written-feed.ts';

const charsets = [
  'utf-8',
  'utf-16',
  'windows-1252',
  'windows-1251',
  'koi8-r',
  'iso-8859-2',
  'shift_jis',
  'gb18030',
  'euc-kr',
];

/** In bytes, with references for what the charset does not have. */
const encode = (xml: string, charset: string): Uint8Array => {
  const text = xml.replace(/[^\0-\x7f]/gu, (character) => {
    const isKept = iconv.decode(iconv.encode(character, charset), charset) === character;
    return isKept ? character : `&#${character.codePointAt(0)};`;
  });
  return iconv.encode(`<?xml version="1.0" encoding="${charset}"?>\n${text}`, charset, { addBOM: true });
};

/** Whether the bytes mean something else in UTF-8, which wins whatever is declared. */
const isMistakable = (bytes: Uint8Array, charset: string) =>
  charset !== 'utf-8' && isUtf8(bytes) && bytes.some((byte) => byte > 0x7f);

const saying = ({ title, posts }: Writing, withoutEnclosures = false) => ({
  feed: { title },
  entries: posts.map((one: Post) => ({ ...one, enclosures: withoutEnclosures ? [] : one.enclosures })),
});

const keeps = async (write: (feed: Writing, as: Manner) => string, withoutEnclosures = false) => {
  await fc.assert(
    fc.asyncProperty(writing, manner, fc.constantFrom(...charsets), async (feed, as, charset) => {
      const xml = write(feed, { ...as, cdata: as.cdata && charset.startsWith('utf') });
      const bytes = encode(xml, charset);
      fc.pre(!isMistakable(bytes, charset));
      expect(await read(bytes)).toMatchObject(saying(feed, withoutEnclosures));
    }),
    { numRuns: 150 },
  );
};

test('what is written as RSS 2.0 is read again', () => keeps(asRss));

test('what is written as RSS 1.0 is read again', () => keeps(asRdf, true));

test('what is written as Atom is read again', () => keeps(asAtom));

test('what is written as a JSON Feed is read again', async () => {
  await fc.assert(
    fc.asyncProperty(writing, async (feed) => {
      expect(await read(asJson(feed))).toMatchObject(saying(feed));
    }),
    { numRuns: 150 },
  );
});
