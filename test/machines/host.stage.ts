import { createActor, SimulatedClock } from 'xstate';
import { type HostRules, hostMachine } from '../../machines/host.ts';
import type { HostReport } from '../../machines/model.ts';
import { nameOf } from './states.ts';

export const rules: HostRules = {
  concurrency: 2,
  spacing: 50,
  failures: 5,
  coolDown: 30_000,
  longestCoolDown: 600_000,
};

/** A host on a clock that the test moves; its places are left in the order in which they were granted. */
export const createHostStage = (changes: Partial<HostRules> = {}) => {
  const clock = new SimulatedClock();
  const actor = createActor(hostMachine, { clock, input: { ...rules, ...changes } });
  const told: string[] = [];
  const eras: number[] = [];
  actor.on('granted', ({ era }) => {
    told.push('granted');
    eras.push(era);
  });
  actor.on('limited', ({ ms }) => told.push(`limited ${ms}`));
  actor.on('deferred', () => told.push('deferred'));
  actor.start();

  const leave = (report: HostReport | null) => {
    const era = eras.shift();
    if (era === undefined) throw new Error('no place is held');
    actor.send({ type: 'LEAVE', era, report });
  };

  return {
    actor,
    clock,
    take: () => actor.send({ type: 'TAKE' }),
    giveUp: () => actor.send({ type: 'GIVE_UP' }),
    leave,
    limit: (ms: number) => actor.send({ type: 'LIMIT', ms }),
    pass: (ms: number) => clock.increment(ms),
    /** One request, from its grant to its report. */
    request: (report: HostReport | null) => {
      actor.send({ type: 'TAKE' });
      leave(report);
    },
    /** What was said since this was asked last. */
    heard: () => told.splice(0),
    held: () => eras.length,
    state: () => nameOf(actor.getSnapshot().value),
  };
};

export type HostStage = ReturnType<typeof createHostStage>;
