import { expect, test } from 'vitest';
import { rhythmOf } from '../../src/schedule/rhythm.ts';
import { ago, day, hour, minute, now } from './visit.ts';

const published = (...ages: number[]) => ages.map((age) => ({ published: ago(age), updated: null }));

test.each([
  ['no entry', [], null, null],
  ['one entry', published(hour), null, hour],
  ['an entry a day', published(hour, day, 2 * day, 3 * day), day, hour],
  ['entries in any order', published(2 * day, hour, 3 * day, day), day, hour],
  ['the same date on all', published(day, day, day), null, day],
  ['a batch a day', published(0, 1, 2, day, day + 1, day + 2, 2 * day, 2 * day + 1), day, 0],
  ['one batch, of different dates', published(minute, 2 * minute, 3 * minute), 15 * minute, minute],
  ['a summer break', published(0, hour, 2 * hour, 90 * day, 90 * day + hour), hour, 0],
  ['a date that lies ahead', published(-400 * day, hour, day + hour), day, hour],
  ['the zeros of clocks', [...published(hour), { published: new Date(0), updated: null }], null, hour],
  ['no dates', [{ published: null, updated: null }], null, null],
  ['invalid dates', [{ published: new Date(Number.NaN), updated: null }], null, null],
  ['a date of change alone', [{ published: null, updated: ago(day) }], null, day],
  ['a date of publication that cannot be', [{ published: new Date(0), updated: ago(day) }], null, day],
  ['a date of change beside that of publication', [{ published: ago(2 * day), updated: ago(day) }], null, 2 * day],
])('of entries with %s', (_, entries, gap, age) => {
  expect(rhythmOf(entries, now)).toEqual({ gap, newest: age === null ? null : ago(age) });
});

test('only the newest twenty gaps count', () => {
  const recent = Array.from({ length: 21 }, (_, at) => at * hour);
  const early = Array.from({ length: 500 }, (_, at) => (at + 2) * 10 * day);
  expect(rhythmOf(published(...recent, ...early), now).gap).toBe(hour);
});
