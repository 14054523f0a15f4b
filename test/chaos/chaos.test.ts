import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { everything } from './nemeses/all.ts';
import { write } from './report.ts';
import { run } from './run.ts';

/** Few, but each of them is certain to meet an import. */
const kinds = [
  'kill before commit',
  'freeze before fetch',
  'drop reply to commit',
  'terminate backend at commit',
  'kill NATS leader',
];

it('while nodes, servers and links fail, no import is doubled, lost or late', { timeout: 180_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'feedlock-chaos-'));
  const result = await run({
    folder,
    seed: 1,
    duration: 8_000,
    ttl: 3_000,
    feeds: 150,
    perSecond: 15,
    nemeses: everything.filter(({ kind }) => kinds.includes(kind)),
    gap: [300, 900],
    patience: 30_000,
    phases: { faults: 8_000, healed: 0 },
    nodes: ['a', 'b', 'c'],
  });
  const report = `${write(result)}\nits histories are in ${folder}`;
  expect(result.violations, report).toEqual([]);
  expect(new Set(result.faults.map(({ kind }) => kind)), report).toEqual(new Set(kinds));
  expect(
    result.faults.filter(({ hit }) => hit === 0),
    report,
  ).toEqual([]);
  // Of a run that failed they are left.
  await rm(folder, { recursive: true });
});
