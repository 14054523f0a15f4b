import { describe, expect, test } from 'vitest';
import { ago, day, delayOf, dueOf, hintsOf, hour, minute, now, visitOf } from './visit.ts';

describe('after a success', () => {
  test.each([
    ['an entry every ten minutes', 'a quarter of an hour', { gap: 10 * minute, newest: ago(5 * minute) }, 15 * minute],
    ['an entry an hour', 'a quarter of an hour', { gap: hour, newest: ago(hour / 2) }, 15 * minute],
    ['an entry an hour that rests since Friday', 'two hours', { gap: hour, newest: ago(60 * hour) }, 2 * hour],
    ['an entry a day', '6 hours', { gap: day, newest: ago(day / 2) }, 6 * hour],
    ['an entry a week', 'day', { gap: 7 * day, newest: ago(day) }, day],
    ['many entries once, silent for a week', '5.6 hours', { gap: minute, newest: ago(7 * day) }, 5.6 * hour],
    ['many entries once, silent for two weeks', '11.2 hours', { gap: minute, newest: ago(14 * day) }, 11.2 * hour],
    ['nothing new for a year', 'day', { gap: hour, newest: ago(365 * day) }, day],
    ['one entry', 'hour', { newest: ago(hour) }, hour],
    ['one old entry', '2.4 hours', { newest: ago(3 * day) }, 2.4 * hour],
    ['an entry that lies ahead', 'hour', { newest: ago(-day) }, hour],
    ['no dates', 'hour', {}, hour],
  ])('a feed with %s is visited every %s', (_, _every, rhythm, expected) => {
    // Where the estimate is at a bound, the jitter has one side only.
    expect(delayOf(visitOf(rhythm))).toBeGreaterThanOrEqual(0.95 * expected);
    expect(delayOf(visitOf(rhythm))).toBeLessThanOrEqual(1.05 * expected);
  });

  test('visits are spread by a tenth to either side', () => {
    expect(delayOf(visitOf({}), 0)).toBe(54 * minute);
    expect(delayOf(visitOf({}), 1)).toBe(66 * minute);
  });

  test('visits are spread within the bounds', () => {
    expect(delayOf(visitOf({ gap: minute }), 0)).toBe(15 * minute);
    expect(delayOf(visitOf({ gap: minute }), 1)).toBe(16.5 * minute);
    expect(delayOf(visitOf({ gap: 90 * day }), 0)).toBe(21.6 * hour);
    expect(delayOf(visitOf({ gap: 90 * day }), 1)).toBe(day);
  });

  test.each([
    ['fresh for three hours', visitOf({}, { freshFor: 3 * hour }), 3 * hour],
    ['fresh for sixteen years', visitOf({}, { freshFor: 16 * 365 * day }), day],
    ['fresh for less than our estimate', visitOf({}, { freshFor: minute }), 54 * minute],
    ['with a ttl of two hours', visitOf({ hints: hintsOf({ ttl: 2 * hour }) }), 2 * hour],
    ['with a ttl of a year', visitOf({ hints: hintsOf({ ttl: 365 * day }) }), day],
    ['updated every twelve hours', visitOf({ hints: hintsOf({ period: 12 * hour }) }), 12 * hour],
    ['updated once a month', visitOf({ hints: hintsOf({ period: 30 * day, base: ago(hour) }) }), day],
    [
      'that asks for several',
      visitOf({ hints: hintsOf({ ttl: 2 * hour, period: 5 * hour }) }, { freshFor: hour }),
      5 * hour,
    ],
  ])('a feed %s is not visited before', (_, visit, expected) => {
    expect(delayOf(visit, 0)).toBe(expected);
    expect(delayOf(visit, 1)).toBeLessThanOrEqual(Math.max(expected + expected / 10, 66 * minute));
  });

  test.each([
    ['2000-01-01T04:30:00Z', day, '2024-06-06T04:30:00.000Z'],
    ['2000-01-01T13:00:00Z', day, '2024-06-05T13:00:00.000Z'],
    ['2030-01-01T13:00:00Z', day, '2024-06-05T13:00:00.000Z'],
    ['2000-01-01T12:00:00Z', 6 * hour, '2024-06-05T18:00:00.000Z'],
    ['2024-06-05T12:00:00Z', 6 * hour, '2024-06-05T18:00:00.000Z'],
    ['2024-06-05T12:55:00Z', hour, '2024-06-05T12:55:00.000Z'],
  ])('a feed that counts from %s by %i ms is visited at the next of these moments', (base, period, expected) => {
    expect(dueOf(visitOf({ hints: hintsOf({ period, base: new Date(base) }) }))).toBe(expected);
  });

  test('a moment that comes before our own estimate does not hasten it', () => {
    const hints = hintsOf({ period: hour, base: new Date('2024-06-05T12:05:00Z') });
    expect(dueOf(visitOf({ gap: day, hints }))).toBe('2024-06-05T17:24:00.000Z');
  });
});

describe('after a failure', () => {
  test.each([
    [1, 30 * minute],
    [2, hour],
    [4, 4 * hour],
    [7, day],
    [5_000, day],
  ])('%i in a row: the next visit is between a quarter of an hour and %i ms later', (failures, most) => {
    expect(delayOf(visitOf({ failures }), 0)).toBe(15 * minute);
    expect(delayOf(visitOf({ failures }), 1)).toBe(most);
  });

  test('what the feed said when it could be read is no reason to wait', () => {
    expect(delayOf(visitOf({ failures: 1, hints: hintsOf({ ttl: day, period: day }) }), 0)).toBe(15 * minute);
  });

  test('the host is left alone for as long as it asked, beyond our bounds too', () => {
    expect(delayOf(visitOf({ failures: 1 }, { retryAfter: 3 * day }), 0)).toBe(3 * day);
    expect(delayOf(visitOf({ failures: 1 }, { retryAfter: 3 * day }), 1)).toBe(3 * day + 0.3 * day);
    expect(delayOf(visitOf({ failures: 1 }, { retryAfter: Number.POSITIVE_INFINITY }), 0)).toBe(30 * day);
  });

  test('hours that the feed skips are skipped', () => {
    expect(dueOf(visitOf({ failures: 1, hints: hintsOf({ skipHours: [12, 13] }) }))).toBe('2024-06-05T14:00:00.000Z');
  });
});

describe('a feed that skips', () => {
  test.each([
    ['no hour that matters', { skipHours: [3, 11, 13] }, '2024-06-05T12:54:00.000Z'],
    ['this hour', { skipHours: [12] }, '2024-06-05T13:00:00.000Z'],
    [
      'the rest of the day',
      { skipHours: [12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23] },
      '2024-06-06T00:00:00.000Z',
    ],
    ['the hour of midnight by its other name', { skipHours: [24] }, '2024-06-05T12:54:00.000Z'],
    ['Wednesdays', { skipDays: [3] }, '2024-06-06T00:00:00.000Z'],
    ['Wednesdays, and nights', { skipDays: [3], skipHours: [24, 1, 2, 3] }, '2024-06-06T04:00:00.000Z'],
    ['all days but Tuesday', { skipDays: [0, 1, 3, 4, 5, 6] }, '2024-06-11T00:00:00.000Z'],
    [
      'every hour, which cannot be meant',
      { skipHours: Array.from({ length: 24 }, (_, at) => at) },
      '2024-06-05T12:54:00.000Z',
    ],
    ['every day, which cannot be meant', { skipDays: [0, 1, 2, 3, 4, 5, 6] }, '2024-06-05T12:54:00.000Z'],
    ['what is neither hour nor day', { skipHours: [-1, 25, 12.5], skipDays: [7, -4] }, '2024-06-05T12:54:00.000Z'],
  ])('%s is visited in the first hour that is left', (_, skips, expected) => {
    expect(dueOf(visitOf({ hints: hintsOf(skips) }))).toBe(expected);
  });

  test('is visited in the first half of that hour, not by all as it begins', () => {
    const visit = visitOf({ hints: hintsOf({ skipHours: [12, 13] }) });
    expect(dueOf(visit, 0.5)).toBe('2024-06-05T14:15:00.000Z');
    expect(dueOf({ ...visit, now: new Date(now.getTime() + 70 * minute) }, 0.5)).toBe('2024-06-05T14:15:00.000Z');
    expect(dueOf({ ...visit, now: new Date(now.getTime() + 80 * minute) }, 0.5)).toBe('2024-06-05T14:20:00.000Z');
  });
});
