import { setImmediate as turn } from 'node:timers/promises';
import { expect, expectTypeOf, test } from 'vitest';
import type { Expected, Happening, Row, State, Table } from './feed.rows.ts';
import { lease } from './feed.samples.ts';
import { createStage, routes, type Stage } from './feed.stage.ts';

const table: Table = {
  'idle.resting': {
    'IMPORT permitted': 'idle.acquiring',
    'IMPORT queued': 'idle.waiting',
    CANCEL: 'ignored',
    LEASE_LOST: 'ignored',
  },
  'idle.waiting': {
    'IMPORT permitted': 'ignored',
    'IMPORT queued': 'ignored',
    CANCEL: 'idle.resting: failed cancelled',
    LEASE_LOST: 'ignored',
    'takePermit granted': 'idle.acquiring',
    'takePermit deferred': 'idle.resting: deferred',
    'takePermit throws': 'idle.resting: failed tls',
    permitDeadline: 'idle.resting: failed timeout',
  },
  'idle.acquiring': {
    'IMPORT permitted': 'ignored',
    'IMPORT queued': 'ignored',
    CANCEL: 'idle.resting: failed cancelled',
    LEASE_LOST: 'ignored',
    'acquireLock granted': 'locked',
    'acquireLock busy': 'idle.resting: skipped',
    'acquireLock throws': 'idle.resting: failed tls',
    acquireDeadline: 'idle.resting: failed nats-unreachable',
  },
  locked: {
    'IMPORT permitted': 'ignored',
    'IMPORT queued': 'ignored',
    CANCEL: 'released: failed cancelled',
    LEASE_LOST: 'released: lost',
    'claimFeed claimed': 'importing.fetching',
    'claimFeed fresh': 'released: fresh',
    'claimFeed deferred': 'released: deferred',
    'claimFeed merged': 'released: merged',
    'claimFeed lost': 'released: lost',
    'claimFeed failed': 'released: failed crashed',
    'claimFeed throws': 'released: failed tls',
    claimDeadline: 'released: failed postgres-unreachable',
  },
  'importing.fetching': {
    'IMPORT permitted': 'ignored',
    'IMPORT queued': 'ignored',
    CANCEL: 'released: failed cancelled',
    LEASE_LOST: 'released: lost',
    'fetchFeed modified': 'importing.parsing',
    'fetchFeed unchanged': 'importing.saving: unchanged',
    'fetchFeed gone': 'importing.saving: gone',
    'fetchFeed failed': 'importing.saving: failed http-5xx',
    'fetchFeed throws': 'importing.saving: failed tls',
    fetchDeadline: 'importing.saving: failed timeout',
  },
  'importing.parsing': {
    'IMPORT permitted': 'ignored',
    'IMPORT queued': 'ignored',
    CANCEL: 'released: failed cancelled',
    LEASE_LOST: 'released: lost',
    'parseFeed parsed': 'importing.saving: imported',
    'parseFeed failed': 'importing.saving: failed not-a-feed',
    'parseFeed throws': 'importing.saving: failed tls',
    parseDeadline: 'importing.saving: failed timeout',
  },
  'importing.saving': {
    'IMPORT permitted': 'ignored',
    'IMPORT queued': 'ignored',
    CANCEL: 'ignored',
    LEASE_LOST: 'ignored',
    'commitImport settled': 'released: imported',
    'commitImport moved': 'importing.moving: imported',
    'commitImport throws': 'released: failed tls',
    commitDeadline: 'released: failed commit-unknown',
  },
  'importing.moving': {
    'IMPORT permitted': 'ignored',
    'IMPORT queued': 'ignored',
    CANCEL: 'ignored',
    LEASE_LOST: 'ignored',
    'moveFeed done': 'released: imported',
    'moveFeed throws': 'released: imported',
    moveDeadline: 'released: imported',
  },
  released: {
    'IMPORT permitted': 'ignored',
    'IMPORT queued': 'ignored',
    CANCEL: 'ignored',
    LEASE_LOST: 'ignored',
    'releaseLock done': 'idle.resting: imported',
    'releaseLock throws': 'idle.resting: imported',
    releaseDeadline: 'idle.resting: imported',
  },
};

const rows = Object.entries(table).flatMap(([state, row]) =>
  Object.entries(row).map(([what, expected]) => ({ state, what, expected })),
) as { state: State; what: Happening; expected: Expected }[];

/** Nobody answers any more: only deadlines end what is under way. */
const hang = async ({ actor, clock }: Stage) => {
  while (!actor.getSnapshot().matches({ idle: 'resting' })) {
    const before = actor.getSnapshot();
    clock.increment(24 * 3_600_000);
    await turn();
    expect(actor.getSnapshot(), 'a deadline passes').not.toBe(before);
  }
};

test.each(rows)('in $state, $what: $expected', async ({ state, what, expected }) => {
  const stage = createStage();
  await stage.reach(state);
  const before = stage.where();
  expect(before.split(':')[0]).toBe(state);

  await stage.happen(what);
  expect(stage.where()).toBe(expected === 'ignored' ? before : expected);

  await hang(stage);
  const { steps, keeper, settled } = stage;
  const happened = [...routes[state], what];
  const requested = happened.some((each) => each.startsWith('IMPORT'));
  const held = happened.includes('acquireLock granted');
  expect(settled).toEqual(requested ? [stage.actor.getSnapshot().context.outcome] : []);
  expect(steps.releaseLock.calls.map(({ input }) => input)).toEqual(held ? [{ lease }] : []);
  expect(keeper.kept).toEqual(held ? [{ lease, stopped: 1, lose: expect.any(Function) }] : []);
});

test('a row without an expectation for every event does not compile', () => {
  expectTypeOf<Omit<Row<'locked'>, 'CANCEL'>>().not.toExtend<Row<'locked'>>();
  expectTypeOf<Omit<Table, 'locked'>>().not.toExtend<Table>();
});
