import { describe, expect, test } from 'vitest';
import { retryAfter } from '../../src/fetch/retry-after.ts';

const now = Date.parse('Mon, 01 Jan 2024 00:00:00 GMT');
const inAMinute = 'Mon, 01 Jan 2024 00:01:00 GMT';
const day = 86_400_000;

describe('for how long a host is to be left alone', () => {
  test.each<[status: number, headers: Record<string, string | string[]>, ms: number | null]>([
    [429, { 'retry-after': '120' }, 120_000],
    [503, { 'retry-after': '120' }, 120_000],
    [503, { 'retry-after': ' 120 ' }, 120_000],
    [429, { 'retry-after': inAMinute }, 60_000],
    [503, { 'retry-after': 'Monday, 01-Jan-24 00:01:00 GMT' }, 60_000],
    [503, { 'retry-after': 'Mon Jan  1 00:01:00 2024' }, 60_000],
    // The server's clock is ten minutes fast, and so is its date.
    [503, { 'retry-after': 'Mon, 01 Jan 2024 00:11:00 GMT', date: 'Mon, 01 Jan 2024 00:10:00 GMT' }, 60_000],
    // It lay in a cache, or its clock has never been set.
    [503, { 'retry-after': inAMinute, date: 'Thu, 01 Jan 1970 00:00:00 GMT' }, 60_000],
    [503, { 'retry-after': inAMinute, date: 'now' }, 60_000],
    [429, {}, 60_000],
    [429, { 'retry-after': '' }, 60_000],
    [429, { 'retry-after': 'soon' }, 60_000],
    [429, { 'retry-after': '-5' }, 60_000],
    [429, { 'retry-after': '1.5' }, 60_000],
    [429, { 'retry-after': '2030' }, 2_030_000],
    [503, {}, null],
    [503, { 'retry-after': 'soon' }, null],
    [429, { 'retry-after': '0' }, null],
    [503, { 'retry-after': '0' }, null],
    [429, { 'retry-after': 'Sun, 31 Dec 2023 00:00:00 GMT' }, null],
    [503, { 'retry-after': '999999999999999999999' }, day],
    [429, { 'retry-after': '9'.repeat(400) }, day],
    [503, { 'retry-after': 'Fri, 01 Jan 9999 00:00:00 GMT' }, day],
    [503, { 'retry-after': ['30', '60'] }, 30_000],
    [500, { 'retry-after': '120' }, null],
    [301, { 'retry-after': '120' }, null],
    [200, { 'retry-after': '120' }, null],
  ])('%i with %j: %s ms', (status, headers, ms) => {
    expect(retryAfter(status, headers, now)).toBe(ms);
  });
});
