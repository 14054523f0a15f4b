import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Parsed } from '../../machines/model.ts';
import { FeedlockError } from '../../src/errors.ts';
import { parse } from '../../src/parse/parse.ts';
import { documentOf, read } from './document.ts';

/** Every text in a result. */
const textsOf = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || value instanceof Error) return [];
  return Object.values(value).flatMap(textsOf);
};

const expectWritten = (value: unknown): void => {
  for (const text of textsOf(value)) {
    expect(text.isWellFormed() && !text.includes('\0') && text === text.trim() && text !== '').toBe(true);
  }
};

const expectSound = (parsed: Parsed): void => {
  if (parsed.status === 'failed') {
    expect(['not-a-feed', 'login-page', 'malformed', 'bad-encoding', 'too-large']).toContain(parsed.error.code);
    // Any other error would be one that nobody thought of.
    expect(parsed.error.cause).toBeInstanceOf(FeedlockError);
    expectWritten(parsed.error.feeds);
    return;
  }
  expectWritten(parsed);
  const { ttl, period, skipHours, skipDays } = parsed.feed.hints;
  for (const ms of [ttl, period]) expect(ms === null || (Number.isSafeInteger(ms) && ms >= 60_000)).toBe(true);
  expect(skipHours.every((hour) => hour >= 0 && hour < 24) && skipDays.every((day) => day >= 0 && day < 7)).toBe(true);
  const identities = new Set(parsed.entries.map(({ identity }) => identity));
  expect(identities.size).toBe(parsed.entries.length);
};

const pieces = fc.constantFrom(
  ...['<rss>', '<rss version="2.0">', '</rss>', '<channel>', '</channel>', '<item>', '</item>', '<item/>', '<title>'],
  ...['</title>', '<link>', '</link>', '<link href="x"/>', '<guid>', '</guid>', '<description>', '</description>'],
  ...[
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    '</feed>',
    '<entry>',
    '</entry>',
    '<content type="xhtml">',
    '<div>',
  ],
  ...[
    '</div>',
    '</content>',
    '<author>',
    '<name>',
    '</author>',
    '<updated>',
    '<pubDate>',
    '<enclosure url="a"/>',
    '<image>',
  ],
  ...['<link rel="feed" href="', 'https://x.example/', '" title="', '">', '<base href="', '<input type="password">'],
  ...['<ttl>', '<skipHours>', '<hour>', '24', '</hour>', '<skipDays>', '<day>', '<sy:updateFrequency>', '1', 'Sunday'],
  ...[
    '<rdf:RDF>',
    '</rdf:RDF>',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '&',
    '&amp;',
    '&#0;',
    '&#xD800;',
    '<',
    '>',
    '"',
    ' ',
    '\0',
  ],
  ...['<a:b xmlns:a="http://purl.org/rss/1.0/">', '<__proto__>', '<constructor>', '<_>', '<$>', 'text', '2024-01-02'],
);

const beginnings = fc.constantFrom(
  '',
  '<rss><channel>',
  '<rss><channel><item>',
  '<feed>',
  '<feed><entry>',
  '<rdf:RDF>',
  '<html>',
);

test('any bytes give a result or a failure', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.option(fc.string()), async (bytes, contentType) => {
      expectSound(await parse(documentOf(bytes, contentType), { sanitize: false }));
    }),
    { numRuns: 300 },
  );
});

test('any heap of tags gives a result or a failure', async () => {
  await fc.assert(
    fc.asyncProperty(beginnings, fc.array(pieces, { maxLength: 60 }), async (beginning, heap) => {
      expectSound(await parse(documentOf(beginning + heap.join('')), { sanitize: false }));
    }),
    { numRuns: 2_000 },
  );
});

test('any JSON gives a result or a failure', async () => {
  const item = fc.dictionary(
    fc.constantFrom('id', 'url', 'title', 'authors', 'author', 'tags', 'attachments', 'date_published', 'content_html'),
    fc.jsonValue(),
  );
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.jsonValue(), fc.record({ items: fc.array(item) })), async (value) => {
      expectSound(await parse(documentOf(JSON.stringify(value)), { sanitize: false }));
    }),
    { numRuns: 500 },
  );
});

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const line = fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => text.replace(/\s+/g, ' ').trim());

test('what is written as Atom is read again', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(
        line.filter((text) => text !== ''),
        { maxLength: 20 },
      ),
      async (titles) => {
        const entries = titles.map((title, at) => `<entry><id>${at}</id><title>${escaped(title)}</title></entry>`);
        const { entries: found } = await read(`<feed xmlns="http://www.w3.org/2005/Atom">${entries.join('')}</feed>`);
        expect(found.map(({ title }) => title)).toEqual(
          titles.map((title) => title.toWellFormed().replaceAll('\0', '') || null),
        );
      },
    ),
    { numRuns: 300 },
  );
});
