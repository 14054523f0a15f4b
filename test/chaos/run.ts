import { setTimeout as delay } from 'node:timers/promises';
import { now } from './clock.ts';
import type { Violation } from './history.ts';
import type { Nemesis } from './nemesis.ts';
import type { Sabotage } from './node.ts';
import { createRandom } from './random.ts';
import { publishAll, recover } from './recovery.ts';
import { conclude, countInterrupted, type Findings } from './result.ts';
import { openStage, type Stage } from './stage.ts';
import { createStorm } from './storm.ts';
import { startTraffic } from './traffic.ts';

export interface RunOptions {
  /** Where histories are left. */
  folder: string;
  seed: number;
  /** Of all phases together, in ms. */
  duration: number;
  /** It goes on until so many imports have been interrupted. @default 0 */
  interrupted?: number;
  ttl: number;
  feeds: number;
  /** Versions that move in a second, of all feeds. */
  perSecond: number;
  /** ms that a feed takes to answer. @default [5, 500] */
  answer?: [low: number, high: number];
  nemeses: readonly Nemesis[];
  /** ms from one fault to the next. */
  gap: [low: number, high: number];
  /** How much longer faults may go on until each kind has been done, in ms. @default 0 */
  patience?: number;
  /** Whether no fault is done while a node is away. @default false */
  sparing?: boolean;
  /** ms of faults, and then without any, at the least. */
  phases: { faults: number; healed: number };
  /** @default four */
  nodes?: readonly string[];
  /** @default nothing is wrong */
  sabotage?: Sabotage;
}

export interface Result extends Findings {
  seed: number;
  minutes: number;
  /** Faults that could not be done, as where another one was in their way. */
  undone: string[];
  /** How long it took until every version had been imported, after each healing, in ms. */
  recoveries: number[];
}

/** Phases of faults and of calm until the time is over. */
const perform = async (stage: Stage, options: RunOptions): Promise<Result> => {
  const { seed, duration, interrupted = 0, perSecond, nemeses, gap, patience = 0, sparing = false, phases } = options;
  const random = createRandom(seed);
  const bound = stage.ttl + 20_000;
  const traffic = startTraffic(stage, { perSecond, random: random.fork('traffic') });
  const storm = createStorm(stage, traffic, { random: random.fork('storm'), nemeses, gap, patience, sparing });
  traffic.ask(stage.origin.feeds);
  // However long it takes to come to know all feeds.
  await recover(stage, traffic, Number.POSITIVE_INFINITY);

  const began = now();
  const recoveries: number[] = [];
  const tooLate: Violation[] = [];
  let healed = began;
  const settle = async () => {
    const { took, late } = await recover(stage, traffic, bound);
    recoveries.push(took);
    tooLate.push(...late);
    return took;
  };
  const isOver = async () =>
    now() - began >= duration && (interrupted === 0 || (await countInterrupted(stage)) >= interrupted);
  while (!(await isOver())) {
    healed = await storm.rage(phases.faults);
    await delay(Math.max(0, phases.healed - (await settle())));
  }
  await traffic.rest();
  await settle();
  await traffic.stop();
  await publishAll(stage, bound);

  const findings = await conclude(stage, storm.strikes, { at: healed, bound });
  return {
    ...findings,
    seed,
    minutes: (now() - began) / 60_000,
    undone: [...storm.failures],
    recoveries,
    violations: [...tooLate, ...findings.violations],
  };
};

/** Does what is asked to services and nodes of its own, and says what came of it. */
export const run = async (options: RunOptions): Promise<Result> => {
  const { nodes = ['a', 'b', 'c', 'd'], answer = [5, 500], sabotage = null } = options;
  await using stage = await openStage({ ...options, nodes, answer, sabotage }, createRandom(options.seed));
  return await perform(stage, options);
};
