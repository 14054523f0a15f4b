import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultBounds, delayUntilDue, type Visit } from '../../src/schedule/delay.ts';
import { rhythmOf } from '../../src/schedule/rhythm.ts';
import { day, hour, minute } from './visit.ts';

const extreme = fc.constantFrom(new Date(8.64e15), new Date(-8.64e15), new Date(Number.NaN), new Date(0));
const anyDate = fc.oneof(fc.date({ noInvalidDate: false }), extreme);
const usualDate = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
const oddMs = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1, 0, 5e-324, Number.MAX_VALUE);
const anyMs = fc.option(fc.oneof(fc.integer({ min: 0, max: 3 * day }), fc.double(), oddMs));
const usualMs = fc.option(fc.integer({ min: 1, max: 3 * day }));
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

const visits = (date: typeof anyDate, ms: typeof anyMs, value: fc.Arbitrary<number>): fc.Arbitrary<Visit> =>
  fc.record({
    now: date,
    freshFor: ms,
    retryAfter: ms,
    rhythm: fc.record({
      gap: ms,
      newest: fc.option(date),
      failures: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat({ max: 2_000 })),
      hints: fc.option(
        fc.record({
          ttl: ms,
          period: ms,
          base: fc.option(date),
          skipHours: fc.array(value, { maxLength: 30 }),
          skipDays: fc.array(
            value.map((value) => value % 8),
            { maxLength: 8 },
          ),
        }),
      ),
    }),
  });

const anyVisit = visits(anyDate, anyMs, fc.oneof(fc.integer({ min: -2, max: 25 }), fc.double()));
const usualVisit = visits(usualDate, usualMs, fc.integer({ min: 0, max: 24 }));
const withoutSkips = usualVisit.map((visit) => ({
  ...visit,
  rhythm: { ...visit.rhythm, hints: visit.rhythm.hints && { ...visit.rhythm.hints, skipHours: [], skipDays: [] } },
}));
const runs = { numRuns: 2_000 };

/** The same row of numbers each time. */
const rowOf = (numbers: number[]) => {
  const row = numbers.values();
  return () => row.next().value ?? 0;
};
const randoms = fc.tuple(random, random, random);

const delayOf = (visit: Visit, numbers: number[]) => delayUntilDue(visit, defaultBounds, rowOf(numbers));

test('any visit is followed by another, in whole milliseconds', () => {
  fc.assert(
    fc.property(anyVisit, randoms, (visit, numbers) => {
      const delay = delayOf(visit, numbers);
      expect(Number.isSafeInteger(delay) && delay > 0).toBe(true);
      expect(delayOf(visit, numbers)).toBe(delay);
    }),
    runs,
  );
});

test('where nobody asks for more, the bounds hold', () => {
  fc.assert(
    fc.property(usualVisit, randoms, fc.nat({ max: day }), fc.nat({ max: day }), (visit, numbers, a, b) => {
      const bounds = { min: Math.min(a, b) + 1, max: Math.max(a, b) + 1 };
      const rhythm = { ...visit.rhythm, hints: null };
      const delay = delayUntilDue({ ...visit, freshFor: null, retryAfter: null, rhythm }, bounds, rowOf(numbers));
      expect(delay).toBeGreaterThanOrEqual(bounds.min);
      expect(delay).toBeLessThanOrEqual(bounds.max);
    }),
    runs,
  );
});

test('no visit comes before server and feed have asked for it, nor much later than they and we want', () => {
  fc.assert(
    fc.property(withoutSkips, randoms, (visit, numbers) => {
      const { freshFor, retryAfter, rhythm } = visit;
      const { ttl = null, period = null, base = null } = rhythm.failures > 0 ? {} : (rhythm.hints ?? {});
      const clamped = [freshFor, ttl, base ? null : period].map((ms) => Math.min(day, ms ?? 0));
      const asked = Math.max(...clamped, retryAfter ?? 0);
      const delay = delayOf(visit, numbers);
      expect(delay).toBeGreaterThanOrEqual(asked);
      expect(delay).toBeLessThanOrEqual(Math.max(day, 1.1 * Math.max(asked, Math.min(day, period ?? 0))) + 1);
    }),
    runs,
  );
});

test('what counts from a base is visited in the tenth after one of its moments, unless we or others want it later', () => {
  const periods = fc.integer({ min: hour, max: day });
  fc.assert(
    fc.property(usualDate, usualDate, periods, randoms, (now, base, period, numbers) => {
      const hints = { ttl: null, period, base, skipHours: [], skipDays: [] };
      const rhythm = { gap: minute, newest: now, failures: 0, hints };
      const delay = delayOf({ now, freshFor: null, retryAfter: null, rhythm }, numbers);
      const past = (now.getTime() - base.getTime()) % period;
      const next = past < 0 ? -past : period - past;
      expect(delay).toBeGreaterThanOrEqual(next);
      expect(delay).toBeLessThanOrEqual(Math.max(1.1 * next, 16.5 * minute) + 1);
    }),
    runs,
  );
});

test('who asks for more is never visited earlier', () => {
  fc.assert(
    fc.property(usualVisit, randoms, fc.nat({ max: 3 * day }), (visit, numbers, more) => {
      const earlier = delayOf(visit, numbers);
      expect(delayOf({ ...visit, retryAfter: (visit.retryAfter ?? 0) + more }, numbers)).toBeGreaterThanOrEqual(
        earlier,
      );
      expect(delayOf({ ...visit, freshFor: (visit.freshFor ?? 0) + more }, numbers)).toBeGreaterThanOrEqual(earlier);
    }),
    runs,
  );
});

test('no visit falls into hours or days that are skipped, unless all are', () => {
  fc.assert(
    fc.property(usualVisit, randoms, (visit, numbers) => {
      const due = new Date(visit.now.getTime() + delayOf(visit, numbers));
      const hours = new Set(visit.rhythm.hints?.skipHours.map((hour) => hour % 24));
      const days = new Set(visit.rhythm.hints?.skipDays.filter((day) => day < 7));
      expect(hours.size < 24 && hours.has(due.getUTCHours())).toBe(false);
      expect(days.size < 7 && days.has(due.getUTCDay())).toBe(false);
    }),
    runs,
  );
});

test('skipping delays by a week at most, and never hastens', () => {
  fc.assert(
    fc.property(usualVisit, randoms, (visit, numbers) => {
      const hints = visit.rhythm.hints && { ...visit.rhythm.hints, skipHours: [], skipDays: [] };
      const least = delayOf({ ...visit, rhythm: { ...visit.rhythm, hints } }, numbers);
      expect(delayOf(visit, numbers) - least).toBeGreaterThanOrEqual(0);
      expect(delayOf(visit, numbers) - least).toBeLessThanOrEqual(7 * day);
    }),
    runs,
  );
});

test('any entries have a rhythm or none', () => {
  const entry = fc.record({ published: fc.option(anyDate), updated: fc.option(anyDate) });
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 60 }), anyDate, (entries, now) => {
      const { gap, newest } = rhythmOf(entries, now);
      expect(gap === null || (Number.isFinite(gap) && gap >= 15 * minute)).toBe(true);
      expect(newest === null || newest <= now).toBe(true);
      expect(gap === null || newest !== null).toBe(true);
      expect(rhythmOf(entries.toReversed(), now)).toEqual({ gap, newest });
    }),
    runs,
  );
});
