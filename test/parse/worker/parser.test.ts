import { afterEach, describe, expect, test } from 'vitest';
import { parse } from '../../../src/parse/parse.ts';
import { defaultParserOptions, type ParserOptions } from '../../../src/parse/worker/bounds.ts';
import { createParser, type Parser } from '../../../src/parse/worker/parser.ts';
import { documentOf, rss } from '../document.ts';

const item = (at: number, text: string) =>
  `<item><guid>${at}</guid><title>No. ${at}</title><description>&lt;p&gt;${text}</description></item>`;
const feedOf = (items: number, size = 1_500) =>
  rss(Array.from({ length: items }, (_, at) => item(at, 'words '.repeat(size / 6))).join(''));

const small = feedOf(3);
const medium = feedOf(100);
const large = feedOf(10_000);

const parsers: Parser[] = [];
const create = (options: Partial<ParserOptions> = {}): Parser => {
  const parser = createParser({ ...defaultParserOptions, ...options });
  parsers.push(parser);
  return parser;
};
afterEach(async () => {
  for (const parser of parsers.splice(0)) await parser.stop();
});

describe('a document in a thread', () => {
  test('gives its bytes away instead of a copy of them', async () => {
    const document = documentOf(medium);
    await create().parse(document, { sanitize: false });
    expect(document.bytes.byteLength).toBe(0);
    expect(document.size).toBe(Buffer.byteLength(medium));
  });

  test('is read as it is without one, small or large, safe to show or not', async () => {
    const parser = create();
    for (const feed of [small, medium]) {
      for (const sanitize of [true, false]) {
        const read = await parser.parse(documentOf(feed), { sanitize });
        expect(read).toEqual(await parse(documentOf(feed), { sanitize }));
      }
    }
  });

  test('that is no feed is refused with all that is known', async () => {
    const page = '<html><link rel="alternate" type="application/rss+xml" href="/posts.xml" title="Posts"></html>';
    expect(await create().parse(documentOf(page), { sanitize: true })).toMatchObject({
      status: 'failed',
      error: { code: 'not-a-feed', feeds: [{ url: 'https://site.example/posts.xml', title: 'Posts' }] },
    });
  });

  test('leaves the event loop to others', async () => {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 5);
    const parsed = await create({ timeout: 60_000 }).parse(documentOf(large), { sanitize: false });
    clearInterval(timer);
    expect(parsed).toMatchObject({ status: 'parsed', entries: { length: 10_000 } });
    expect(turns).toBeGreaterThan(10);
  });

  test('that takes too long fails alone, and the next one is read', async () => {
    const parser = create({ timeout: 100, threads: 1 });
    const [late, next] = await Promise.all([
      parser.parse(documentOf(large), { sanitize: true }),
      parser.parse(documentOf(small), { sanitize: false }),
    ]);
    expect(late).toMatchObject({ status: 'failed', error: { code: 'parse-timeout' } });
    expect(late.status === 'failed' && late.error.message).toBe(
      'parse https://site.example/blog/feed.xml: not done within 100 ms',
    );
    expect(next).toMatchObject({ status: 'parsed', entries: { length: 3 } });
  });

  test('that takes too much memory fails alone, and the next one is read', async () => {
    const parser = create({ maxHeapMb: 32, threads: 1, timeout: 60_000 });
    const greedy = await parser.parse(documentOf(large), { sanitize: true });
    expect(greedy).toMatchObject({ status: 'failed', error: { code: 'too-large' } });
    expect(await parser.parse(documentOf(medium), { sanitize: true })).toMatchObject({ status: 'parsed' });
  });

  test('is given up when its signal aborts', async () => {
    const parser = create({ threads: 1, timeout: 60_000 });
    const abandon = new AbortController();
    const given = parser.parse(documentOf(large), { sanitize: true }, abandon.signal);
    abandon.abort();
    expect(await given).toMatchObject({ status: 'failed', error: { code: 'cancelled' } });
    expect(await parser.parse(documentOf(medium), { sanitize: true })).toMatchObject({ status: 'parsed' });
  });
});

test.each([
  ['few, where they are', small],
  ['many, in a thread', medium],
])('entries are made safe to show in their order: %s', async (_, feed) => {
  const parsed = await parse(documentOf(feed), { sanitize: false });
  const safe = await parse(documentOf(feed), { sanitize: true });
  if (parsed.status === 'failed' || safe.status === 'failed') throw new Error('it is a feed');
  const jsons = parsed.entries.flatMap(({ json }) => json ?? []);
  expect(await create().sanitize(jsons)).toEqual(safe.entries.map(({ json }) => json));
});
