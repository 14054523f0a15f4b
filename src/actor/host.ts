import { type ActorOptions, type AnyActorLogic, createActor } from 'xstate';
import { type HostRules, hostMachine } from '../../machines/host.ts';
import type { Entered, HostReport } from '../../machines/model.ts';
import { createLine } from './line.ts';
import { createTurn, type Turn } from './turn.ts';

/** A place for one request. */
export interface Place {
  readonly status: 'granted';
  /** Harmless a second time. `null`: nothing is to be learnt from what became of the request. */
  leave(report: HostReport | null): void;
}

export type Answer = Place | Extract<Entered, { status: 'deferred' }>;

export interface HostOptions extends Pick<ActorOptions<AnyActorLogic>, 'clock' | 'inspect'> {
  rules: HostRules;
  /** Called when nobody holds or awaits a place. `failing`: the host did not answer lately. */
  onIdle(failing: boolean): void;
}

/** One host: its machine, and the line of those who wait. */
export const createHost = (name: string, { rules, onIdle, ...options }: HostOptions) => {
  const actor = createActor(hostMachine, { id: `host ${name}`, input: rules, ...options });
  const [urgent, patient] = [createLine<Turn<Answer>>(), createLine<Turn<Answer>>()];
  const next = () => urgent.first() ?? patient.first();
  let stopped = false;
  /** When the longest limit is over, on the monotonic clock. */
  let over = Number.NEGATIVE_INFINITY;

  const limitedUntil = (): Date | null => {
    const ms = over - performance.now();
    return ms > 0 ? new Date(Date.now() + ms) : null;
  };

  const deferAll = () => {
    const until = limitedUntil() ?? new Date();
    for (let turn = next(); turn; turn = next()) turn.answerWith({ status: 'deferred', until });
  };

  const placeOf = (era: number): Place => {
    let left = false;
    return {
      status: 'granted',
      leave: (report) => {
        if (left || stopped) return;
        left = true;
        actor.send({ type: 'LEAVE', era, report });
      },
    };
  };

  actor.on('granted', ({ era }) => next()?.answerWith(placeOf(era)));
  actor.on('deferred', deferAll);
  actor.on('limited', ({ ms }) => {
    over = Math.max(over, performance.now() + ms);
    deferAll();
  });
  actor.start();
  actor.subscribe(({ context, value }) => {
    const { held, waiting, failures } = context;
    const ready = typeof value === 'object' && value.open === 'ready';
    if (ready && held === 0 && waiting === 0) onIdle(failures > 0);
  });

  return {
    /** Comes for a place: an urgent one before all who are not. */
    ask: ({ urgent: first }: { urgent: boolean }): Turn<Answer> => {
      const turn = createTurn(first ? urgent : patient, () => actor.send({ type: 'GIVE_UP' }));
      actor.send({ type: 'TAKE' });
      return turn;
    },
    /** The host wants to be left alone for so long. */
    limit: (ms: number) => {
      if (performance.now() + ms > over) actor.send({ type: 'LIMIT', ms });
    },
    limitedUntil,
    stop: (reason: unknown) => {
      for (let turn = next(); turn; turn = next()) turn.giveUp(reason);
      stopped = true;
      actor.stop();
    },
  };
};

export type Host = ReturnType<typeof createHost>;
