import { expect, test } from 'vitest';
import { maxDepth, maxEntries } from '../../src/parse/limits.ts';
import { read, refusedAs, rss } from './document.ts';

/** Well above what the slowest machine needs, well below what any quadratic reading takes. */
const withinSeconds = 15_000;

test('of what is nested too deep only the text is kept', async () => {
  const deep = '<a>'.repeat(100_000);
  expect(await refusedAs(`<rss>${deep}`)).toBe('not-a-feed');
  for (const broken of [deep, `${deep}${'</a>'.repeat(100_000)}`, `${deep}${'</b>'.repeat(100_000)}`]) {
    const { entries } = await read(
      rss(`<item><title>1</title><description>${broken}text</description></item><item><title>2</title></item>`),
    );
    expect(entries.map(({ title }) => title)).toEqual(['1', '2']);
    expect(entries[0]?.summary?.replace(/<\/?a>/g, '')).toBe('text');
    expect(entries[0]?.summary?.match(/<a>/g)?.length).toBeLessThanOrEqual(maxDepth);
  }
});

test('entries beyond the cap are left out', async () => {
  const items = Array.from({ length: maxEntries + 5 }, (_, at) => `<item><guid>${at}</guid></item>`);
  const { entries } = await read(rss(items.join('')));
  expect(entries).toHaveLength(maxEntries);
  expect(entries.at(-1)?.id).toBe(String(maxEntries - 1));
});

test.each([
  ['opening brackets', '<'.repeat(300_000)],
  ['escaped opening brackets', '&lt;'.repeat(300_000)],
  ['ampersands', '&'.repeat(300_000)],
  ['tags that are never closed', '&lt;x '.repeat(200_000)],
  ['tags in a title', '&lt;x&gt;'.repeat(200_000)],
  ['line breaks', `x${'\n'.repeat(500_000)}y`],
  ['empty tags', '<br/>'.repeat(300_000)],
  ['ends without a beginning', `${'<i>'.repeat(200)}${'</b>'.repeat(300_000)}`],
  ['paragraphs', `<![CDATA[${'x<br '.repeat(100_000)}]]>`],
])('a text of nothing but %s takes no time to speak of', { timeout: withinSeconds }, async (_, text) => {
  const { entries } = await read(rss(`<item><title>${text}</title><description>${text}</description></item>`));
  expect(entries).toHaveLength(1);
});

test.each([
  ['XHTML of many parts', `<content type="xhtml">${'<div>x</div>'.repeat(100_000)}</content>`],
  ['a namespace of slashes', `<x xmlns:y="${'/'.repeat(1_000_000)}z"/>`],
])('%s takes no time to speak of', { timeout: withinSeconds }, async (_, part) => {
  const { entries } = await read(`<feed><entry>${part}<title>T</title></entry></feed>`);
  expect(entries).toMatchObject([{ title: 'T' }]);
});

test.each([
  ['declarations', '<a xmlns:b="purl.org/pie"/>'],
  ['declarations that never end', '<a xmlns:b="purl.org/pie"><c xmlns:b="purl.org/echo">'],
  ['new declarations', (at: number) => `<a xmlns:b${at}="purl.org/pie"/>`],
])('before a feed %s take no time to speak of', { timeout: withinSeconds }, async (_, part) => {
  const parts = Array.from({ length: 30_000 }, (__, at) => (typeof part === 'string' ? part : part(at)));
  expect(await refusedAs(parts.join(''))).toBe('not-a-feed');
});

test.each([
  ['tags that are never closed', '<div>'.repeat(100_000)],
  ['drawings in drawings', '<svg>'.repeat(100_000)],
  ['ends without a beginning', '<i>'.repeat(80_000) + '</b>'.repeat(65_000)],
  [
    'links that lead nowhere',
    '<link rel="alternate" type="application/rss+xml" href="javascript:x">'.repeat(1_000_000),
  ],
  ['titles', `<link rel="feed" href="javascript:x" title="${'&lt;x '.repeat(100_000)}">`],
  ['relations', `<link rel="${'alternate '.repeat(60_000)}">`],
  ['opening brackets', '<'.repeat(10_000_000)],
  ['text', 'text '.repeat(2_000_000)],
  ['a tag', `<div ${'x=y '.repeat(100_000)}>`],
])('a page of nothing but %s takes no time to speak of', { timeout: withinSeconds }, async (_, part) => {
  expect(await refusedAs(`<!DOCTYPE html><html>${part}`)).toBe('not-a-feed');
});

test('what stands far behind the beginning of a page is not looked for', async () => {
  expect(await refusedAs(`<html>${' '.repeat(600_000)}<input type="password">`)).toBe('not-a-feed');
  expect(await refusedAs(`<html>${' '.repeat(500_000)}<input type="password">`)).toBe('login-page');
});

test('of a hundred thousand enclosures or categories an entry keeps the first hundred', {
  timeout: withinSeconds,
}, async () => {
  const many = (part: (at: number) => string) => Array.from({ length: 100_000 }, (_, at) => part(at)).join('');
  const { entries } = await read(
    rss(
      `<item ${many((at) => ` a${at}="1"`)}>${many((at) => `<enclosure url="${at}"/>`)}${many((at) => `<category>${at}</category>`)}</item>`,
    ),
  );
  expect(entries[0]?.enclosures).toHaveLength(100);
  expect(entries[0]?.categories).toHaveLength(100);
});

test('of attributes without values a tag keeps no more than of others', { timeout: withinSeconds }, async () => {
  const names = Array.from({ length: 100_000 }, (_, at) => `a${at}`).join(' ');
  const { entries } = await read(rss(`<item><description><b ${names}>x</b></description></item>`));
  expect(entries[0]?.summary?.split('a').length).toBeLessThan(1_100);
});

test('JSON that is nested too deep is refused', async () => {
  expect(await refusedAs(`{"items":${'['.repeat(1_000_000)}`)).toBe('malformed');
});
