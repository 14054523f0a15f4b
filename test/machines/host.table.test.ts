import { expect, expectTypeOf, test } from 'vitest';
import type { EventFromLogic } from 'xstate';
import { getStateNodes } from 'xstate/graph';
import { hostMachine } from '../../machines/host.ts';
import { createHostStage, type HostStage } from './host.stage.ts';
import type { StateOf } from './states.ts';

type State = StateOf<typeof hostMachine>;
type Deadline = keyof NonNullable<Parameters<typeof hostMachine.provide>[0]['delays']>;
type Report = 'answered' | 'failed' | 'wait' | 'nothing';
/** OVER is what the machine says to itself, at the end of a limit. */
type Sent = Exclude<EventFromLogic<typeof hostMachine>['type'], 'LEAVE' | 'OVER'> | `LEAVE ${Report}`;
type Happening = Sent | Deadline;

/** What ends a state by itself. */
const deadlines = {
  'open.ready': null,
  'open.spacing': 'spacing',
  limited: 'limit',
} as const satisfies Record<State, Deadline | null>;

/** The state that follows, and what is said to those who wait. */
type Expected = 'ignored' | State | `${State}: ${'granted' | 'deferred' | `limited ${number}`}`;
type Row<In extends State> = Record<Sent | Extract<(typeof deadlines)[In], Deadline>, Expected>;
type Table = { [In in State]: Row<In> } & {
  'full, awaited': Row<'open.ready'>;
  'half open, awaited': Row<'open.ready'>;
};

/** Two places, 50 ms between starts, and one failure is enough. A limit asked for is one of 1 s, in a report of 2 s. */
const table: Table = {
  'open.ready': {
    TAKE: 'open.spacing: granted',
    GIVE_UP: 'ignored',
    'LEAVE answered': 'open.ready',
    'LEAVE nothing': 'open.ready',
    'LEAVE failed': 'limited: limited 30000',
    'LEAVE wait': 'limited: limited 2000',
    LIMIT: 'limited: limited 1000',
  },
  'full, awaited': {
    TAKE: 'open.ready',
    GIVE_UP: 'open.ready',
    'LEAVE answered': 'open.spacing: granted',
    'LEAVE nothing': 'open.spacing: granted',
    'LEAVE failed': 'limited: limited 30000',
    'LEAVE wait': 'limited: limited 2000',
    LIMIT: 'limited: limited 1000',
  },
  'half open, awaited': {
    TAKE: 'open.ready',
    GIVE_UP: 'open.ready',
    'LEAVE answered': 'open.spacing: granted',
    'LEAVE nothing': 'open.spacing: granted',
    'LEAVE failed': 'limited: limited 60000',
    'LEAVE wait': 'limited: limited 2000',
    LIMIT: 'limited: limited 1000',
  },
  'open.spacing': {
    TAKE: 'open.spacing',
    GIVE_UP: 'open.spacing',
    'LEAVE answered': 'open.spacing',
    'LEAVE nothing': 'open.spacing',
    'LEAVE failed': 'limited: limited 30000',
    'LEAVE wait': 'limited: limited 2000',
    LIMIT: 'limited: limited 1000',
    spacing: 'open.spacing: granted',
  },
  limited: {
    TAKE: 'limited: deferred',
    GIVE_UP: 'ignored',
    'LEAVE answered': 'limited',
    'LEAVE nothing': 'limited',
    'LEAVE failed': 'limited',
    'LEAVE wait': 'limited: limited 2000',
    LIMIT: 'limited: limited 1000',
    limit: 'open.ready',
  },
};

const acts: Record<Happening, (stage: HostStage) => void> = {
  TAKE: ({ take }) => take(),
  GIVE_UP: ({ giveUp }) => giveUp(),
  LIMIT: ({ limit }) => limit(1_000),
  'LEAVE answered': ({ leave }) => leave('answered'),
  'LEAVE failed': ({ leave }) => leave('failed'),
  'LEAVE wait': ({ leave }) => leave({ waitMs: 2_000 }),
  'LEAVE nothing': ({ leave }) => leave(null),
  spacing: ({ pass }) => pass(50),
  limit: ({ pass }) => pass(1_000),
};

const breakdown = (stage: HostStage) => {
  stage.request('failed');
  stage.pass(30_000);
};

/** How to come to each situation. In each one place at least is held. */
const routes: Record<keyof Table, (stage: HostStage) => void> = {
  'open.ready': (stage) => {
    stage.take();
    stage.pass(50);
  },
  'full, awaited': (stage) => {
    for (let i = 0; i < 3; i++) {
      stage.take();
      stage.pass(50);
    }
  },
  'half open, awaited': (stage) => {
    breakdown(stage);
    for (let i = 0; i < 2; i++) {
      stage.take();
      stage.pass(50);
    }
  },
  'open.spacing': (stage) => {
    stage.take();
    stage.take();
  },
  limited: (stage) => {
    stage.take();
    stage.limit(1_000);
  },
};

const rows = Object.entries(table).flatMap(([situation, row]) =>
  Object.entries(row).map(([what, expected]) => ({ situation, what, expected })),
) as { situation: keyof Table; what: Happening; expected: Expected }[];

test.each(rows)('$situation, $what: $expected', ({ situation, what, expected }) => {
  const stage = createHostStage({ failures: 1 });
  routes[situation](stage);
  const before = stage.actor.getSnapshot();
  if (situation in deadlines) expect(stage.state()).toBe(situation);
  stage.heard();

  acts[what](stage);
  if (expected === 'ignored') expect(stage.actor.getSnapshot().context).toEqual(before.context);
  else expect([stage.state(), ...stage.heard()].join(': ')).toBe(expected);

  // From everywhere a host comes to rest when all have left.
  while (stage.held() > 0 || stage.state() !== 'open.ready') {
    stage.pass(600_000);
    if (stage.held() > 0) stage.leave('answered');
  }
  expect(stage.actor.getSnapshot().context).toMatchObject({ held: 0, waiting: 0, limits: 0 });
});

test('the table knows every state', () => {
  const atoms = getStateNodes(hostMachine.root).filter(({ type }) => type === 'atomic');
  expect(atoms.map(({ path }) => path.join('.')).sort()).toEqual(Object.keys(deadlines).sort());
  expect(Object.keys(hostMachine.states)).toEqual(['open', 'limited']);
});

test('a row without an expectation for every event does not compile', () => {
  expectTypeOf<Omit<Row<'limited'>, 'LEAVE wait'>>().not.toExtend<Row<'limited'>>();
  expectTypeOf<Omit<Row<'limited'>, 'limit'>>().not.toExtend<Row<'limited'>>();
  expectTypeOf<Omit<Table, 'limited'>>().not.toExtend<Table>();
});
