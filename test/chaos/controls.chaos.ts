import { join } from 'node:path';
import { expect, it } from 'vitest';
import { now } from './clock.ts';
import { everything } from './nemeses/all.ts';
import type { Sabotage } from './node.ts';
import { orders } from './orders.ts';
import { leave } from './report.ts';
import { run } from './run.ts';

/** What is taken away, the faults that show it, and the rules that are broken then. */
const controls: [Sabotage, string[], string[]][] = [
  [
    'compare-and-set off',
    ['kill'],
    ['fetches overlap in faulted windows only', 'visits overlap in faulted windows only'],
  ],
  ['release by key', ['late release'], ['fetches overlap in faulted windows only']],
  ['abort off', ['drop: node to NATS'], ['visits overlap in faulted windows only']],
  ['fence check off', ['freeze before commit'], ['imports are written under the newest fence']],
  ['outbox after commit', ['kill'], ['events match commits']],
];

const { folder, seed, only } = orders();
const chosen = controls.filter(([sabotage]) => only.length === 0 || only.some((word) => sabotage.startsWith(word)));

it.each(chosen)('%s: is found within 2 minutes', async (sabotage, kinds, rules) => {
  const began = now();
  const own = join(folder, sabotage.replaceAll(' ', '-'));
  const result = await run({
    folder: own,
    seed,
    duration: 30_000,
    ttl: 3_000,
    feeds: 200,
    perSecond: 20,
    nemeses: everything.filter(({ kind }) => kinds.includes(kind)),
    gap: [200, 1_000],
    phases: { faults: 15_000, healed: 0 },
    sabotage,
  });
  await leave(own, result);
  expect(result.violations.map(({ rule }) => rule)).toEqual(expect.arrayContaining(rules));
  expect(now() - began).toBeLessThan(120_000);
});
