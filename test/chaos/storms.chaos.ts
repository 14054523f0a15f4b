import { expect, it } from 'vitest';
import { everything } from './nemeses/all.ts';
import { orders } from './orders.ts';
import { leave } from './report.ts';
import { run } from './run.ts';

it('keeps every promise while everything fails', async () => {
  const { folder, seed, minutes = 2, only, feeds, perSecond } = orders();
  const isWanted = (kind: string) => only.length === 0 || only.some((word) => kind.startsWith(word));
  const result = await run({
    folder,
    seed,
    duration: minutes * 60_000,
    ttl: 5_000,
    feeds,
    perSecond,
    nemeses: everything.filter(({ kind }) => isWanted(kind)),
    gap: [200, 1_500],
    phases: { faults: 20_000, healed: 10_000 },
  });
  await leave(folder, result);
  expect(result.violations).toEqual([]);
  expect(result.faults.filter(({ hit }) => hit === 0)).toEqual([]);
  // Else nothing was asked of the fence.
  const tried = result.faults.find(({ kind }) => kind === 'freeze before commit')?.count ?? 0;
  if (tried > 5) expect(result.lost).toBeGreaterThan(0);
});
