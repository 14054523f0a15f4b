import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Act, Violation } from './history.ts';
import type { Result } from './run.ts';
import { percentile } from './takeovers.ts';
import { groupBy } from './trial.ts';

const seconds = (ms: number | null) => (ms === null ? '–' : `${(ms / 1_000).toFixed(1)} s`);

const spread = (values: readonly number[]): string =>
  [0.5, 0.9, 0.99, 1]
    .map((share) => `${share === 1 ? 'max' : `p${share * 100}`} ${seconds(percentile(values, share))}`)
    .join(', ');

export const lineOf = ({ at, node, run, step, phase, fence }: Act, first: number) =>
  `      ${((at - first) / 1_000).toFixed(3).padStart(9)} s  ${node.padEnd(5)} ${run.padEnd(12)} ${step.padEnd(8)} ${phase.padEnd(7)}` +
  `${fence === null ? '' : ` fence ${fence}`}`;

const story = ({ rule, feed, what, acts }: Violation): string[] => [
  `  ${rule}: ${feed} ${what}`,
  ...acts.map((act) => lineOf(act, acts[0]?.at ?? 0)),
];

/** Of those without one nothing is seen. */
const lengthOf = ({ acts }: Violation) => acts.length || Number.POSITIVE_INFINITY;

/** The shortest history of each rule that was broken. */
export const stories = (violations: readonly Violation[]): string[] => {
  const rules = groupBy(violations, ({ rule }) => rule);
  return [...rules].flatMap(([rule, broken]) => {
    const [shortest] = broken.toSorted((a, b) => lengthOf(a) - lengthOf(b));
    return [`  ${broken.length} × ${rule}, of which the shortest:`, ...(shortest ? story(shortest) : [])];
  });
};

const reasons = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([fault, times]) => `${times} × ${fault}`)
    .join(', ') || 'none';

/** What was done and what was found, on one page. */
export const write = (result: Result): string => {
  const {
    seed,
    minutes,
    faults,
    undone,
    imports,
    begun,
    lost,
    takeovers,
    recoveries,
    overlaps,
    requests,
    doubleVisits,
    deaths,
    violations,
  } = result;
  const count = faults.reduce((sum, one) => sum + one.count, 0);
  const hit = faults.reduce((sum, one) => sum + one.hit, 0);
  return [
    `chaos, seed ${seed}: ${minutes.toFixed(1)} minutes`,
    '',
    `faults        ${count} were done, ${hit} of them hit an import in flight; ${undone.length} could not be done`,
    ...faults.map(
      (one) =>
        `              ${one.kind.padEnd(34)} ${`${one.count}`.padStart(4)} done ${`${one.hit}`.padStart(4)} hit`,
    ),
    `imports       ${imports} committed, of ${begun} that began; ${lost} were refused; ${requests} requests to feeds`,
    `deaths        ${deaths} of nodes`,
    `takeovers     ${takeovers.length}: ${spread(takeovers)}`,
    `recoveries    ${recoveries.length}: ${spread(recoveries)}`,
    `overlaps      ${reasons(overlaps)}`,
    `  seen by the feeds' server: ${reasons(doubleVisits)}`,
    `violations    ${violations.length}`,
    ...stories(violations),
    '',
  ].join('\n');
};

/** Says it, and leaves it beside the histories. */
export const leave = async (folder: string, result: Result): Promise<void> => {
  const report = write(result);
  await writeFile(join(folder, 'report.txt'), report);
  await writeFile(join(folder, 'result.json'), JSON.stringify(result, null, 2));
  process.stdout.write(`\n${report}\n${folder}\n`);
};
