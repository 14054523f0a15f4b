import { expect, it } from 'vitest';
import { everything } from './nemeses/all.ts';
import { orders } from './orders.ts';
import { leave } from './report.ts';
import { run } from './run.ts';

/** Minutes in which each kind of fault comes several times. */
const enough = 10;

it('keeps every promise while everything fails', async () => {
  const { folder, seed, minutes = 2, only, feeds, perSecond } = orders();
  const isWanted = (kind: string) => only.length === 0 || only.some((word) => kind.startsWith(word));
  const nemeses = everything.filter(({ kind }) => isWanted(kind));
  const result = await run({
    folder,
    seed,
    duration: minutes * 60_000,
    ttl: 5_000,
    feeds,
    perSecond,
    nemeses,
    gap: [200, 1_500],
    phases: { faults: 20_000, healed: 10_000 },
  });
  await leave(folder, result);
  expect(result.violations).toEqual([]);
  expect(result.faults.filter(({ hit }) => hit === 0)).toEqual([]);
  const kinds = nemeses.map(({ kind }) => kind).toSorted((a, b) => a.localeCompare(b));
  if (minutes >= enough) expect(result.faults.map(({ kind }) => kind)).toEqual(kinds);
  // Else nothing was asked of the fence.
  const tried = result.faults.find(({ kind }) => kind === 'freeze before commit')?.count ?? 0;
  if (tried > 5) expect(result.lost).toBeGreaterThan(0);
});
