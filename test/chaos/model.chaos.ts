import { expect, it } from 'vitest';
import type { Evidence } from './history.ts';
import { judge } from './judge.ts';
import { playBout } from './model/bout.ts';
import { simulate } from './model/simulate.ts';
import { seedsToPlay } from './orders.ts';
import { lineOf, stories } from './report.ts';
import { groupBy } from './trial.ts';

const seeds = seedsToPlay();

const historyOf = ({ acts }: Evidence): string =>
  [...groupBy(acts, ({ feed }) => feed)]
    .flatMap(([feed, own]) => [`  ${feed}`, ...own.map((act) => lineOf(act, 0))])
    .join('\n');

/** One after the other, until one shows a violation; a single one is told whole. */
const play = async (name: string, one: (seed: number) => Promise<Evidence>) => {
  const began = performance.now();
  for (const seed of seeds) {
    const evidence = await one(seed);
    if (seeds.length === 1) process.stdout.write(`${historyOf(evidence)}\n`);
    const violations = judge(evidence);
    expect(violations, [`${name}, seed ${seed}:`, ...stories(violations)].join('\n')).toEqual([]);
  }
  const perSecond = (seeds.length / (performance.now() - began)) * 1_000;
  process.stdout.write(`${seeds.length} × ${name}: no violation; ${perSecond.toFixed(0)} a second\n`);
};

it('finds nothing wrong in whole schedules', () => play('schedule', simulate));

it('finds nothing wrong in bouts', () => play('bout', playBout));
