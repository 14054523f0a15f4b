import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { getStateNodes } from 'xstate/graph';
import { feedMachine } from '../../machines/feed.ts';
import { type Expected, type Happening, type State, waits } from './feed.rows.ts';
import { createStage } from './feed.stage.ts';

type Waiting = Exclude<State, 'idle.resting'>;
type Hangs = [ms: number, then: Expected][];

/** From each state on nobody answers any more: when the deadlines pass, and what follows. */
const hangs: Record<Waiting, Hangs> = {
  'idle.waiting': [[300_000, 'idle.resting: failed timeout']],
  'idle.acquiring': [[10_000, 'idle.resting: failed nats-unreachable']],
  locked: [
    [15_000, 'released: failed postgres-unreachable'],
    [2_000, 'idle.resting: failed postgres-unreachable'],
  ],
  'importing.fetching': [
    [60_000, 'importing.saving: failed timeout'],
    [30_000, 'released: failed commit-unknown'],
    [2_000, 'idle.resting: failed commit-unknown'],
  ],
  'importing.parsing': [
    [30_000, 'importing.saving: failed timeout'],
    [30_000, 'released: failed commit-unknown'],
    [2_000, 'idle.resting: failed commit-unknown'],
  ],
  'importing.saving': [
    [30_000, 'released: failed commit-unknown'],
    [2_000, 'idle.resting: failed commit-unknown'],
  ],
  'importing.moving': [
    [15_000, 'released: imported'],
    [2_000, 'idle.resting: imported'],
  ],
  released: [[2_000, 'idle.resting: imported']],
};

/** What ends the wait for a step before its deadline. In `saving` the fence decides, and Postgres bounds the time. */
const interruptions: Record<Waiting, Happening[]> = {
  'idle.waiting': ['CANCEL'],
  'idle.acquiring': ['CANCEL'],
  locked: ['CANCEL', 'LEASE_LOST'],
  'importing.fetching': ['CANCEL', 'LEASE_LOST'],
  'importing.parsing': ['CANCEL', 'LEASE_LOST'],
  'importing.saving': [],
  'importing.moving': [],
  released: [],
};

const waiting = Object.keys(hangs) as Waiting[];

test('every state but the one at rest waits for one step, with a deadline', () => {
  const atoms = getStateNodes(feedMachine.root).filter(({ type }) => type === 'atomic');
  const found = atoms.map(({ path, invoke, after }) => [
    path.join('.'),
    [invoke.map(({ src }) => src), after.map(({ delay }) => delay)],
  ]);
  const expected = Object.entries(waits).map(([state, wait]) => [
    state,
    wait ? [[wait.step], [wait.deadline]] : [[], []],
  ]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
});

test.each(waiting)('a feed that hangs in %s settles', async (state) => {
  const stage = createStage();
  await stage.reach(state);
  for (const [ms, then] of hangs[state]) {
    const before = stage.where();
    stage.clock.increment(ms - 1);
    await turn();
    expect(stage.where()).toBe(before);
    stage.clock.increment(1);
    await turn();
    expect(stage.where()).toBe(then);
  }
  expect(stage.settled).toHaveLength(1);
});

describe.each(waiting)('the step of %s', (state) => {
  const { step, deadline } = waits[state];

  test.each<Happening>(['CANCEL', 'LEASE_LOST'])('%s', async (what) => {
    const stage = createStage();
    await stage.reach(state);
    const { signal } = stage.steps[step].latest();
    expect(signal.aborted).toBe(false);
    await stage.happen(what);
    expect(signal.aborted).toBe(interruptions[state].includes(what));
  });

  test('is aborted at its deadline', async () => {
    const stage = createStage();
    await stage.reach(state);
    const { signal } = stage.steps[step].latest();
    await stage.happen(deadline);
    expect(signal.aborted).toBe(true);
  });
});
