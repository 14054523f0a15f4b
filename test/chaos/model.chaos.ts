import { expect, it } from 'vitest';
import type { Evidence } from './history.ts';
import { judge } from './judge.ts';
import { playBout } from './model/bout.ts';
import { simulate } from './model/simulate.ts';
import { orders } from './orders.ts';
import { lineOf, stories } from './report.ts';
import { groupBy } from './trial.ts';

const { seed: first, schedules } = orders();

const historyOf = ({ acts }: Evidence): string =>
  [...groupBy(acts, ({ feed }) => feed)]
    .flatMap(([feed, own]) => [`  ${feed}`, ...own.map((act) => lineOf(act, 0))])
    .join('\n');

/** As many as told from the seed on, until one shows a violation; one alone is told whole. */
const play = async (name: string, one: (seed: number) => Promise<Evidence>) => {
  const began = performance.now();
  for (let seed = first; seed < first + schedules; seed++) {
    const evidence = await one(seed);
    if (schedules === 1) process.stdout.write(`${historyOf(evidence)}\n`);
    const violations = judge(evidence);
    expect(violations, [`${name}, seed ${seed}:`, ...stories(violations)].join('\n')).toEqual([]);
  }
  const perSecond = (schedules / (performance.now() - began)) * 1_000;
  process.stdout.write(
    `${schedules} × ${name} from seed ${first} on: no violation; ${perSecond.toFixed(0)} a second\n`,
  );
};

it('finds nothing wrong in whole schedules', () => play('schedule', simulate));

it('finds nothing wrong in bouts', () => play('bout', playBout));
