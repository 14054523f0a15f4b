import { setImmediate as turn } from 'node:timers/promises';
import {
  type AnyEventObject,
  createActor,
  fromCallback,
  type InputFrom,
  type OutputFrom,
  SimulatedClock,
} from 'xstate';
import { type FeedContext, type FeedEvent, feedMachine } from '../../machines/feed.ts';
import type { Ending, Finding, Lease } from '../../machines/model.ts';
import { FeedlockError } from '../../src/errors.ts';
import type { Actors, Deadline, Happening, Sent, State, Step } from './feed.rows.ts';
import { answers, feed, seen } from './feed.samples.ts';
import { nameOf } from './states.ts';
import { createStep } from './step.ts';

export const events: Record<Sent, FeedEvent> = {
  'IMPORT permitted': { type: 'IMPORT', seen, permitted: true },
  'IMPORT queued': { type: 'IMPORT', seen, permitted: false },
  CANCEL: { type: 'CANCEL' },
  LEASE_LOST: { type: 'LEASE_LOST' },
};

/** In ms. The machine's own type forgets which there are, and that none depends on the context. */
const delays = feedMachine.implementations.delays as Record<Deadline, number>;

/** What a step throws that fails. */
export const thrown = new FeedlockError('tls', `fetch ${feed.url}: bad certificate`);

const atLocked: Happening[] = ['IMPORT permitted', 'acquireLock granted'];
const atFetching: Happening[] = [...atLocked, 'claimFeed claimed'];
const atParsing: Happening[] = [...atFetching, 'fetchFeed modified'];
const atSaving: Happening[] = [...atParsing, 'parseFeed parsed'];

/** How to come to each state. */
export const routes: Record<State, Happening[]> = {
  'idle.resting': [],
  'idle.waiting': ['IMPORT queued'],
  'idle.acquiring': ['IMPORT permitted'],
  locked: atLocked,
  'importing.fetching': atFetching,
  'importing.parsing': atParsing,
  'importing.saving': atSaving,
  'importing.moving': [...atSaving, 'commitImport moved'],
  released: [...atSaving, 'commitImport settled'],
};

const endingOf = ({ outcome, finding }: Pick<FeedContext, 'outcome' | 'finding'>): string => {
  const wordsOf = (status: string, end: Ending | Finding) =>
    end.status === 'failed' ? `${status} ${end.error.code}` : status;
  if (outcome) return `: ${wordsOf(outcome.status, outcome)}`;
  return finding ? `: ${wordsOf(finding.status, finding)}` : '';
};

const createKeeper = () => {
  const kept: { lease: Lease; stopped: number; lose(): void }[] = [];
  const logic = fromCallback<AnyEventObject, { lease: Lease }>(({ input, sendBack }) => {
    const hold = { ...input, stopped: 0, lose: () => sendBack({ type: 'LEASE_LOST' }) };
    kept.push(hold);
    return () => {
      hold.stopped++;
    };
  });
  return { kept, logic };
};

const control = <Name extends Step>() => createStep<OutputFrom<Actors[Name]>, InputFrom<Actors[Name]>>();

/** A feed actor of which the test plays every step, on a clock that the test moves. */
export const createStage = () => {
  const clock = new SimulatedClock();
  const keeper = createKeeper();
  const steps = {
    takePermit: control<'takePermit'>(),
    acquireLock: control<'acquireLock'>(),
    claimFeed: control<'claimFeed'>(),
    fetchFeed: control<'fetchFeed'>(),
    parseFeed: control<'parseFeed'>(),
    commitImport: control<'commitImport'>(),
    moveFeed: control<'moveFeed'>(),
    releaseLock: control<'releaseLock'>(),
  };
  const logic = feedMachine.provide({
    actors: {
      takePermit: steps.takePermit.logic,
      acquireLock: steps.acquireLock.logic,
      keepLock: keeper.logic,
      claimFeed: steps.claimFeed.logic,
      fetchFeed: steps.fetchFeed.logic,
      parseFeed: steps.parseFeed.logic,
      commitImport: steps.commitImport.logic,
      moveFeed: steps.moveFeed.logic,
      releaseLock: steps.releaseLock.logic,
    },
  });
  const actor = createActor(logic, { clock, input: { feed } });
  const settled: Ending[] = [];
  actor.on('settled', ({ outcome }) => settled.push(outcome));
  actor.start();

  const answer = (what: string) => {
    const [name, verdict = ''] = what.split(' ') as [Step, string?];
    const outputs: Record<string, unknown> = answers[name];
    const step: { answer(output: unknown): void; fail(error: unknown): void } = steps[name];
    if (verdict in outputs) step.answer(outputs[verdict]);
    else step.fail(thrown);
  };

  const perform = (what: Happening) => {
    if (what in events) actor.send(events[what as Sent]);
    else if (what in delays) clock.increment(delays[what as Deadline]);
    else answer(what);
  };

  const happen = async (...all: Happening[]) => {
    for (const what of all) {
      perform(what);
      await turn();
    }
  };

  /** The state, and what is known of how the import ends. */
  const where = () => {
    const { value, context } = actor.getSnapshot();
    return `${nameOf(value)}${endingOf(context)}`;
  };

  return {
    logic,
    actor,
    steps,
    keeper,
    clock,
    settled,
    happen,
    /** The step that is under way throws. */
    fail: async (step: Step, error: unknown) => {
      steps[step].fail(error);
      await turn();
    },
    where,
    reach: (state: State) => happen(...routes[state]),
  };
};

export type Stage = ReturnType<typeof createStage>;
