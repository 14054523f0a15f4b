import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { everything } from './nemeses/all.ts';
import { orders } from './orders.ts';
import { write } from './report.ts';
import { run } from './run.ts';

it('keeps every promise while everything fails', async () => {
  const { folder, seed, minutes, only, feeds, perSecond } = orders();
  await mkdir(folder, { recursive: true });
  const nemeses = everything.filter(({ kind }) => only.length === 0 || only.some((word) => kind.startsWith(word)));
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
  const report = write(result);
  await writeFile(join(folder, 'report.txt'), report);
  await writeFile(join(folder, 'result.json'), JSON.stringify(result, null, 2));
  process.stdout.write(`\n${report}\n${folder}\n`);
  expect(result.violations).toEqual([]);
  expect(result.faults.filter(({ hit }) => hit === 0)).toEqual([]);
});
