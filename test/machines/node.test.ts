import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createActor, type EventFromLogic, SimulatedClock } from 'xstate';
import { getStateNodes } from 'xstate/graph';
import { nodeMachine } from '../../machines/node.ts';
import { nameOf, type StateOf } from './states.ts';
import { createStep } from './step.ts';

type Implementations = Parameters<typeof nodeMachine.provide>[0];
type Step = keyof NonNullable<Implementations['actors']>;
type Deadline = keyof NonNullable<Implementations['delays']>;
type State = StateOf<typeof nodeMachine>;
type Sent = EventFromLogic<typeof nodeMachine>['type'];
type Happening = Sent | `${Step} ${'done' | 'throws'}` | Deadline;

/** What each state waits for, and what ends the wait. Services start when they can; a node runs until it is stopped. */
const waits = {
  starting: { step: 'openServices', deadline: null },
  running: null,
  'draining.finishing': { step: 'finishImports', deadline: 'finishDeadline' },
  'draining.flushing': { step: 'flushOutbox', deadline: 'flushDeadline' },
  'draining.closing': { step: 'closeServices', deadline: 'closeDeadline' },
  stopped: null,
} as const satisfies Record<State, { step: Step; deadline: Deadline | null } | null>;

type HappeningIn<Wait> = Wait extends { step: infer Name extends Step; deadline: infer Late }
  ? Sent | `${Name} ${'done' | 'throws'}` | Extract<Late, Deadline>
  : Sent;

type Expected = 'ignored' | State | `${State}: failed`;
type Table = { [In in State]: Record<HappeningIn<(typeof waits)[In]>, Expected> };

const table: Table = {
  starting: {
    STOP: 'draining.closing',
    'openServices done': 'running',
    'openServices throws': 'draining.closing: failed',
  },
  running: { STOP: 'draining.finishing' },
  'draining.finishing': {
    STOP: 'ignored',
    'finishImports done': 'draining.flushing',
    'finishImports throws': 'draining.flushing',
    finishDeadline: 'draining.flushing',
  },
  'draining.flushing': {
    STOP: 'ignored',
    'flushOutbox done': 'draining.closing',
    'flushOutbox throws': 'draining.closing',
    flushDeadline: 'draining.closing',
  },
  'draining.closing': {
    STOP: 'ignored',
    'closeServices done': 'stopped',
    'closeServices throws': 'stopped',
    closeDeadline: 'stopped',
  },
  stopped: { STOP: 'ignored' },
};

const timeoutMs = 25_000;
const delays: Record<Deadline, number> = { finishDeadline: timeoutMs, flushDeadline: 5_000, closeDeadline: 5_000 };

const atRunning: Happening[] = ['openServices done'];
const atFinishing: Happening[] = [...atRunning, 'STOP'];
const atFlushing: Happening[] = [...atFinishing, 'finishImports done'];
const atClosing: Happening[] = [...atFlushing, 'flushOutbox done'];

const routes: Record<State, Happening[]> = {
  starting: [],
  running: atRunning,
  'draining.finishing': atFinishing,
  'draining.flushing': atFlushing,
  'draining.closing': atClosing,
  stopped: [...atClosing, 'closeServices done'],
};

const thrown = new Error('no such host');

/** A node of which the test plays every step, on a clock that the test moves. */
const createStage = () => {
  const clock = new SimulatedClock();
  const steps = {
    openServices: createStep<void, unknown>(),
    finishImports: createStep<void, unknown>(),
    flushOutbox: createStep<void, unknown>(),
    closeServices: createStep<void, unknown>(),
  };
  const logic = nodeMachine.provide({
    actors: {
      openServices: steps.openServices.logic,
      finishImports: steps.finishImports.logic,
      flushOutbox: steps.flushOutbox.logic,
      closeServices: steps.closeServices.logic,
    },
  });
  const actor = createActor(logic, { clock }).start();

  const perform = (what: Happening) => {
    if (what === 'STOP') return actor.send({ type: 'STOP', timeoutMs });
    if (what in delays) return clock.increment(delays[what as Deadline]);
    const [name, verdict] = what.split(' ') as [Step, string];
    if (verdict === 'done') steps[name].answer();
    else steps[name].fail(thrown);
  };

  const happen = async (...all: Happening[]) => {
    for (const what of all) {
      perform(what);
      await turn();
    }
  };

  const where = () => {
    const { value, context } = actor.getSnapshot();
    return context.failure === thrown ? `${nameOf(value)}: failed` : nameOf(value);
  };

  return { actor, steps, clock, happen, where, reach: (state: State) => happen(...routes[state]) };
};

const rows = Object.entries(table).flatMap(([state, row]) =>
  Object.entries(row).map(([what, expected]) => ({ state, what, expected })),
) as { state: State; what: Happening; expected: Expected }[];

test.each(rows)('in $state, $what: $expected', async ({ state, what, expected }) => {
  const { actor, steps, clock, reach, happen, where } = createStage();
  await reach(state);
  const before = where();
  expect(before).toBe(state);

  await happen(what);
  expect(where()).toBe(expected === 'ignored' ? before : expected);

  if (actor.getSnapshot().status === 'active') await happen('STOP');
  for (const deadline of Object.values(delays)) clock.increment(deadline);
  expect(actor.getSnapshot().status).toBe('done');
  expect(steps.closeServices.calls).toHaveLength(1);
});

test('every state waits for the step and the deadline that the table knows', () => {
  const atoms = getStateNodes(nodeMachine.root).filter(({ type }) => type !== 'compound');
  const found = atoms.map(({ path, invoke, after }) => [
    path.join('.'),
    [invoke.map(({ src }) => src), after.map(({ delay }) => delay)],
  ]);
  const expected = Object.entries(waits).map(([state, wait]) => [
    state,
    [wait ? [wait.step] : [], wait?.deadline ? [wait.deadline] : []],
  ]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
});

describe.each([
  ['draining.finishing', 'finishImports', 'finishDeadline', 'draining.flushing'],
  ['draining.flushing', 'flushOutbox', 'flushDeadline', 'draining.closing'],
  ['draining.closing', 'closeServices', 'closeDeadline', 'stopped'],
] as const)('a node that hangs in %s', (state, step, deadline, then) => {
  test('gives up at its deadline and aborts what it waited for', async () => {
    const { steps, clock, reach, where } = createStage();
    await reach(state);
    const { signal } = steps[step].latest();
    clock.increment(delays[deadline] - 1);
    expect([where(), signal.aborted]).toEqual([state, false]);
    clock.increment(1);
    expect([where(), signal.aborted]).toEqual([then, true]);
  });
});

test('a node that is stopped while it starts gives up starting', async () => {
  const { steps, happen } = createStage();
  await happen('STOP');
  expect(steps.openServices.latest().signal.aborted).toBe(true);
  expect(steps.finishImports.calls).toEqual([]);
});
