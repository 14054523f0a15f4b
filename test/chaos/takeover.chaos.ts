import { expect, it } from 'vitest';
import { everything } from './nemeses/all.ts';
import { orders } from './orders.ts';
import { leave } from './report.ts';
import { run } from './run.ts';
import { percentile } from './takeovers.ts';

const ttl = 10_000;
const kinds = ['kill', 'kill before claim', 'kill before fetch', 'kill before commit', 'kill before release'];

it('takes over what dead nodes held within TTL + 3 s', async () => {
  const { folder, seed, minutes = 1 } = orders();
  const result = await run({
    folder,
    seed,
    duration: minutes * 60_000,
    interrupted: 500,
    ttl,
    feeds: 1_000,
    perSecond: 12,
    answer: [1_000, 3_000],
    nemeses: everything.filter(({ kind }) => kinds.includes(kind)),
    // The others are to take over.
    sparing: true,
    gap: [4_000, 5_000],
    phases: { faults: 60_000, healed: 5_000 },
  });
  await leave(folder, result);
  expect(result.violations).toEqual([]);
  expect(result.takeovers.length).toBeGreaterThanOrEqual(500);
  expect(percentile(result.takeovers, 0.99)).toBeLessThanOrEqual(ttl + 3_000);
});
