import type { Sql } from 'postgres';
import { createActor } from 'xstate';
import type { Ending, FeedRequest } from '../../../machines/model.ts';
import { createFeedLogic, type FeedSteps } from '../../../src/actor/feed.ts';
import type { Clock } from '../../../src/clock.ts';
import { silent } from '../../../src/log.ts';
import { createPublisher, type Publishing } from '../../../src/publish/publisher.ts';
import { createRound } from '../../../src/publish/round.ts';
import { createOutbox } from '../../../src/store/outbox.ts';
import { createStore } from '../../../src/store/store.ts';
import { storeOptions } from '../../store/store.ts';

/** What one life of a node works with. */
export interface Surroundings {
  clock: Clock;
  client: Sql;
  nats: Publishing;
  steps: FeedSteps;
}

const machineClock = ({ after }: Clock) => ({
  setTimeout: (task: () => void, ms: number) => after(ms, task),
  clearTimeout: (cancel: () => void) => cancel?.(),
});

/**
 * The production code of a node, which takes far longer to build than a schedule to run: what it works with is replaced for
 * each life. One whose life has ended hears nothing more, and does nothing more.
 */
export const createSlot = () => {
  const slot: { around: Surroundings | null } = { around: null };
  const around = (): Surroundings => {
    if (slot.around === null) throw new Error('nobody lives here');
    return slot.around;
  };
  const clock: Clock = {
    monotonic: () => around().clock.monotonic(),
    wall: () => around().clock.wall(),
    after: (ms, task) => around().clock.after(ms, task),
  };
  const client = {
    unsafe: (...query: Parameters<Sql['unsafe']>) => around().client.unsafe(...query),
    begin: (run: Parameters<Sql['begin']>[1]) => around().client.begin(run),
  } as Sql;
  const nats: Publishing = {
    getServer: () => 'the model',
    jetstream: () => ({
      publish: (...message: Parameters<ReturnType<Publishing['jetstream']>['publish']>) =>
        around()
          .nats.jetstream()
          .publish(...message),
    }),
  };

  const store = createStore(client, { ...storeOptions, patience: 20_000, clock });
  const steps: FeedSteps = {
    admit: (...input) => around().steps.admit(...input),
    lock: (...input) => around().steps.lock(...input),
    keep: (...input) => around().steps.keep(...input),
    claim: (...input) => around().steps.claim(...input),
    fetch: (...input) => around().steps.fetch(...input),
    parse: (...input) => around().steps.parse(...input),
    compare: (...input) => around().steps.compare(...input),
    sanitize: (...input) => around().steps.sanitize(...input),
    plan: (...input) => around().steps.plan(...input),
    commit: (...input) => around().steps.commit(...input),
    move: (...input) => around().steps.move(...input),
  };
  const logic = createFeedLogic(steps, silent, {}, clock);

  return {
    store,
    enter: (next: Surroundings) => {
      slot.around = next;
    },
    publish: createRound(createOutbox(client), createPublisher(nats, 'model', silent)),
    /** As production runs an actor: from a request to its outcome. */
    run: ({ feed, seen }: FeedRequest): Promise<Ending> =>
      new Promise((resolve, reject) => {
        const actor = createActor(logic, { id: feed.id, input: { feed }, clock: machineClock(around().clock) });
        actor.on('settled', ({ outcome }) => {
          actor.stop();
          resolve(outcome);
        });
        actor.subscribe({ error: reject });
        actor.start();
        actor.send({ type: 'IMPORT', seen, permitted: true });
      }),
  };
};

export type Slot = ReturnType<typeof createSlot>;

/** One after the other for each life of a schedule, and from the first on for the next schedule. */
export const createSlots = () => {
  const slots: Slot[] = [];
  return () => {
    let taken = 0;
    return (): Slot => {
      const slot = slots[taken] ?? createSlot();
      slots[taken++] = slot;
      return slot;
    };
  };
};
