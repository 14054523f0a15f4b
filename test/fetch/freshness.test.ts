import { describe, expect, test } from 'vitest';
import { freshFor } from '../../src/fetch/freshness.ts';

const now = Date.parse('Mon, 01 Jan 2024 00:00:00 GMT');
const inAnHour = 'Mon, 01 Jan 2024 01:00:00 GMT';
const anHourAgo = 'Sun, 31 Dec 2023 23:00:00 GMT';
const hour = 3_600_000;

describe('how long an answer is fresh', () => {
  test.each<[headers: Record<string, string | string[]>, ms: number | null]>([
    [{}, null],
    [{ 'cache-control': 'max-age=60' }, 60_000],
    [{ 'cache-control': 'public, MAX-AGE = 60, must-revalidate' }, 60_000],
    [{ 'cache-control': 'max-age="60"' }, 60_000],
    [{ 'cache-control': 'max-age=60', age: '20' }, 40_000],
    [{ 'cache-control': 'max-age=60', age: '90' }, 0],
    [{ 'cache-control': 'max-age=60', age: 'x' }, 60_000],
    [{ 'cache-control': 'max-age=60', expires: '0' }, 60_000],
    [{ 'cache-control': 'max-age=0' }, 0],
    [{ 'cache-control': 'max-age=0', expires: inAnHour }, 0],
    [{ 'cache-control': 'no-cache' }, 0],
    [{ 'cache-control': 'no-cache="Set-Cookie", max-age=60' }, 60_000],
    [{ 'cache-control': 'No-Store, max-age=60' }, 0],
    [{ 'cache-control': 'private="max-age=1, no-store", max-age=60' }, 60_000],
    [{ 'cache-control': 's-maxage=60' }, null],
    [{ 'cache-control': 's-maxage=600, max-age=60' }, 60_000],
    [{ 'cache-control': 'x-max-age=600' }, null],
    [{ 'cache-control': 'max-age=60, max-age=30' }, 30_000],
    [{ 'cache-control': ['max-age=60', 'no-store'] }, 0],
    [{ 'cache-control': 'max-age=-5' }, 0],
    [{ 'cache-control': 'max-age=1.5' }, 0],
    [{ 'cache-control': 'max-age=' }, 0],
    [{ 'cache-control': 'max-age' }, 0],
    [{ 'cache-control': 'max-age=99999999999999999999' }, 30 * 24 * hour],
    [{ 'cache-control': `max-age=${'9'.repeat(400)}`, age: '9'.repeat(400) }, 0],
    [{ 'cache-control': '"=,;max-age\\' }, 0],
    [{ 'cache-control': '' }, null],
    [{ expires: inAnHour }, hour],
    [{ expires: inAnHour, date: 'Mon, 01 Jan 2024 00:30:00 GMT' }, hour / 2],
    [{ expires: inAnHour, date: 'never' }, hour],
    [{ expires: 'Monday, 01-Jan-24 01:00:00 GMT' }, hour],
    [{ expires: 'Mon Jan  1 01:00:00 2024' }, hour],
    [{ expires: anHourAgo }, 0],
    [{ expires: '0' }, 0],
    [{ expires: '-1' }, 0],
    [{ expires: 'tomorrow' }, 0],
    [{ expires: '' }, 0],
    [{ expires: 'Fri, 01 Jan 9999 00:00:00 GMT' }, 30 * 24 * hour],
    [{ expires: [inAnHour, anHourAgo] }, hour],
    [{ pragma: 'no-cache' }, null],
  ])('%j: %s ms', (headers, ms) => {
    expect(freshFor(headers, now)).toBe(ms);
  });
});

test('a long list of directives takes no time to speak of', () => {
  const began = performance.now();
  freshFor({ 'cache-control': `${'"\\'.repeat(8_000)}${'a='.repeat(8_000)}` }, now);
  expect(performance.now() - began).toBeLessThan(200);
});
