import type { Hints, Rhythm } from '../../machines/model.ts';
import { defaultBounds, delayUntilDue, type Visit } from '../../src/schedule/delay.ts';
import type { Bounds } from '../../src/schedule/estimate.ts';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** A Wednesday. */
export const now = new Date('2024-06-05T12:00:00Z');

export const ago = (ms: number): Date => new Date(now.getTime() - ms);

export const hintsOf = (hints: Partial<Hints> = {}): Hints => ({
  ttl: null,
  period: null,
  base: null,
  skipHours: [],
  skipDays: [],
  ...hints,
});

export const visitOf = (rhythm: Partial<Rhythm>, more: Partial<Visit> = {}): Visit => ({
  now,
  freshFor: null,
  retryAfter: null,
  ...more,
  rhythm: { gap: null, newest: null, hints: null, failures: 0, ...rhythm },
});

/** With the same random number each time. */
export const delayOf = (visit: Visit, random = 0.5, bounds: Bounds = defaultBounds): number =>
  delayUntilDue(visit, bounds, () => random);

/** When it is due, as ISO 8601 has it. */
export const dueOf = (visit: Visit, random = 0): string =>
  new Date(visit.now.getTime() + delayOf(visit, random)).toISOString();
