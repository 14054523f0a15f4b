import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { now } from './clock.ts';
import { everything } from './nemeses/all.ts';
import type { Sabotage } from './node.ts';
import { orders } from './orders.ts';
import { write } from './report.ts';
import { run } from './run.ts';

/** What is taken away, what then shows it, and the rule that is broken. */
const controls: [Sabotage, string[], string][] = [
  ['compare-and-set off', ['kill'], 'fetches overlap in faulted windows only'],
  ['release by key', ['late release'], 'fetches overlap in faulted windows only'],
  ['fence check off', ['freeze before commit'], 'fences rise'],
  ['outbox after commit', ['kill'], 'events match commits'],
];

const { only: chosen } = orders();

it.each(controls.filter(([sabotage]) => chosen.length === 0 || chosen.some((word) => sabotage.startsWith(word))))(
  '%s: is found within 2 minutes',
  async (sabotage, kinds, rule) => {
    const { folder, seed } = orders();
    const own = join(folder, sabotage.replaceAll(' ', '-'));
    await mkdir(own, { recursive: true });
    const began = now();
    const result = await run({
      folder: own,
      seed,
      duration: 30_000,
      ttl: 3_000,
      feeds: 200,
      perSecond: 20,
      nemeses: everything.filter(({ kind }) => kinds.includes(kind)),
      gap: [200, 1_000],
      phases: { faults: 15_000, healed: 2_000 },
      sabotage,
    });
    const took = now() - began;
    const report = `${sabotage}: ${(took / 1_000).toFixed(0)} s\n${write(result)}`;
    await writeFile(join(own, 'report.txt'), report);
    process.stdout.write(`\n${report}\n`);
    expect(result.violations.map((violation) => violation.rule)).toContain(rule);
    expect(took).toBeLessThan(120_000);
  },
);
