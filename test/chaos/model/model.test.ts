import { describe, expect, test } from 'vitest';
import type { Evidence } from '../history.ts';
import { judge } from '../judge.ts';
import { playBout } from './bout.ts';
import { controls } from './controls.ts';
import { simulate } from './simulate.ts';
import type { Sabotage } from './world.ts';

/** ms, for a machine that has much else to do. */
const patience = 120_000;

const forms: [string, (seed: number, sabotage?: Sabotage) => Promise<Evidence>, number][] = [
  ['schedule', (seed, sabotage = {}) => simulate(seed, { sabotage }), 50],
  ['bout', playBout, 1_000],
];

describe.each(forms)('a %s', (_, play, seeds) => {
  /** Named with its seed, from which it happens again. */
  const violationsOf = async (seed: number, sabotage?: Sabotage) =>
    judge(await play(seed, sabotage)).map((violation) => ({ seed, ...violation }));

  /** Of the first of these seeds that shows any. */
  const firstViolations = async (count: number, sabotage: () => Sabotage = () => ({})) => {
    for (let seed = 1; seed <= count; seed++) {
      const violations = await violationsOf(seed, sabotage());
      if (violations.length > 0) return violations;
    }
    return [];
  };

  test(`leaves a history that nothing is wrong with, ${seeds} times`, { timeout: patience }, async () => {
    expect(await firstViolations(seeds)).toEqual([]);
  });

  test('happens exactly as before from its seed', async () => {
    for (const seed of [7, 8, 9]) expect(await play(seed)).toEqual(await play(seed));
    expect(await play(7)).not.toEqual(await play(8));
  });

  test.each(Object.entries(controls))('shows %s', { timeout: patience }, async (_, sabotage) => {
    const [violation] = await firstViolations(10 * seeds, sabotage);
    expect(violation?.acts.length).toBeGreaterThan(0);
    expect(await violationsOf(violation?.seed ?? 0)).toEqual([]);
  });
});
