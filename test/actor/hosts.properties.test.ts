import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SimulatedClock } from 'xstate';
import type { HostRules } from '../../machines/host.ts';
import type { HostReport } from '../../machines/model.ts';
import { createHost, type Place } from '../../src/actor/host.ts';

type Act =
  | { act: 'take'; urgent: boolean }
  | { act: 'leave'; which: number; report: HostReport | null }
  | { act: 'giveUp'; which: number }
  | { act: 'pass'; ms: number };

const ms = fc.integer({ min: 1, max: 120 });
const which = fc.nat({ max: 20 });
const report = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<HostReport | null>('answered', 'failed', null) },
  { weight: 1, arbitrary: ms.map((waitMs): HostReport => ({ waitMs })) },
);
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ act: fc.constant('take' as const), urgent: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('leave' as const), which, report }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('giveUp' as const), which }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('pass' as const), ms }) },
);
const rules: fc.Arbitrary<HostRules> = fc.record({
  concurrency: fc.integer({ min: 1, max: 4 }),
  spacing: fc.constantFrom(0, 10, 50),
  failures: fc.integer({ min: 1, max: 4 }),
  coolDown: fc.constantFrom(20, 100),
  longestCoolDown: fc.constant(200),
});

interface Visitor {
  turn: ReturnType<ReturnType<typeof createHost>['ask']>;
  urgent: boolean;
  settled: boolean;
}

/** A host, and all that must hold of it whatever happens. */
const watch = (rules: HostRules) => {
  const clock = new SimulatedClock();
  const host = createHost('host', { rules, clock, onIdle: () => {} });
  const visitors: Visitor[] = [];
  const held: Place[] = [];
  let lastStart = Number.NEGATIVE_INFINITY;
  let limitedUntil = Number.NEGATIVE_INFINITY;

  const waiting = () => visitors.filter(({ settled }) => !settled);

  const check = () => {
    const line = [...waiting().filter(({ urgent }) => urgent), ...waiting().filter(({ urgent }) => !urgent)];
    const answered = line.filter(({ turn }) => turn.answer !== null);
    expect(answered, 'order').toEqual(line.slice(0, answered.length));
    for (const visitor of answered) {
      visitor.settled = true;
      if (visitor.turn.answer?.status !== 'granted') continue;
      held.push(visitor.turn.answer);
      expect(clock.now(), 'limit').toBeGreaterThanOrEqual(limitedUntil);
      expect(clock.now(), 'spacing').toBeGreaterThanOrEqual(lastStart + rules.spacing);
      lastStart = clock.now();
    }
    expect(held.length, 'places').toBeLessThanOrEqual(rules.concurrency);
    if (waiting().length > 0 && clock.now() >= lastStart + rules.spacing)
      expect(held.length, 'nobody waits for nothing').toBeGreaterThan(0);
  };

  const leave = (place: Place, report: HostReport | null) => {
    if (typeof report === 'object' && report) limitedUntil = Math.max(limitedUntil, clock.now() + report.waitMs);
    held.splice(held.indexOf(place), 1);
    place.leave(report);
    place.leave('failed');
  };

  const pass = (ms: number) => {
    for (let i = 0; i < ms; i++) {
      clock.increment(1);
      check();
    }
  };

  const perform = (act: Act) => {
    if (act.act === 'take') visitors.push({ turn: host.ask(act), urgent: act.urgent, settled: false });
    if (act.act === 'pass') pass(act.ms);
    if (act.act === 'leave') {
      const place = held[act.which % held.length];
      if (place) leave(place, act.report);
    }
    if (act.act === 'giveUp') {
      const visitor = waiting()[act.which % waiting().length];
      if (!visitor) return;
      visitor.settled = true;
      visitor.turn.giveUp(new Error('enough'));
      expect(visitor.turn.answer).toBeNull();
    }
    check();
  };

  /** All who hold a place leave it, until nobody is there. */
  const finish = () => {
    for (let rounds = visitors.length; rounds >= 0 && waiting().length > 0; rounds--) {
      for (const place of [...held]) leave(place, 'answered');
      check();
      pass(rules.spacing);
    }
    expect(waiting(), 'nobody waits for ever').toEqual([]);
  };

  return { perform, finish };
};

test('places are given in order, never too many, too early or while the host is limited, and to all who wait', () => {
  fc.assert(
    fc.property(rules, fc.array(act, { maxLength: 60 }), (rules, acts) => {
      const { perform, finish } = watch(rules);
      for (const act of acts) perform(act);
      finish();
    }),
    { numRuns: 300 },
  );
});
