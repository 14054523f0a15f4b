import { describe, expect, test } from 'vitest';
import { judge } from '../judge.ts';
import { controls } from './controls.ts';
import { simulate } from './simulate.ts';

/** ms, for a machine that has much else to do. */
const patience = 120_000;

/** Named with its seed: `simulate` makes it happen again. */
const violationsOf = async (seed: number, schedule?: Parameters<typeof simulate>[1]) =>
  judge(await simulate(seed, schedule)).map((violation) => ({ seed, ...violation }));

/** Of the first of these seeds that shows any. */
const firstViolations = async (seeds: number, schedule: () => Parameters<typeof simulate>[1]) => {
  for (let seed = 1; seed <= seeds; seed++) {
    const violations = await violationsOf(seed, schedule());
    if (violations.length > 0) return violations;
  }
  return [];
};

test('whatever happens in 200 schedules, nothing is wrong with their histories', { timeout: patience }, async () => {
  expect(await firstViolations(200, () => ({}))).toEqual([]);
});

test('a schedule happens exactly as before from its seed', async () => {
  for (const seed of [7, 8, 9]) expect(await simulate(seed)).toEqual(await simulate(seed));
  expect(await simulate(7)).not.toEqual(await simulate(8));
});

describe('the judge finds what is wrong with', () => {
  test.each(Object.entries(controls))('%s', { timeout: patience }, async (_, sabotage) => {
    const [violation] = await firstViolations(1_000, () => ({ sabotage: sabotage() }));
    expect(violation?.acts.length).toBeGreaterThan(0);
    expect(await violationsOf(violation?.seed ?? 0)).toEqual([]);
  });
});
