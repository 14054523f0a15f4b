import { createActor, fromPromise, waitFor } from 'xstate';
import { nodeMachine } from '../../machines/node.ts';
import { reasonOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import { requireProvided } from './provided.ts';

export interface NodeSteps {
  open(signal: AbortSignal): Promise<void>;
  /** Waits for running imports; when the signal aborts, it cancels them. */
  finish(signal: AbortSignal): Promise<void>;
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** The life of this process: resolves when it runs. @throws what `open` throws, after `close` */
export const startNode = async ({ open, finish, flush, close }: NodeSteps, log: Logger) => {
  /** Stopping goes on whatever happens on the way. */
  const despite =
    <Arguments extends unknown[]>(act: string, step: (...values: Arguments) => Promise<void>) =>
    (...values: Arguments) =>
      step(...values).catch((thrown) => log.warn(`stop: ${act} failed: ${reasonOf(thrown)}`));

  const logic = nodeMachine.provide({
    actors: {
      openServices: fromPromise(({ signal }) => open(signal)),
      finishImports: fromPromise(({ signal }) => despite('finishing imports', finish)(signal)),
      flushOutbox: fromPromise(despite('publishing events', flush)),
      closeServices: fromPromise(despite('closing connections', close)),
    },
  });
  const actor = createActor(requireProvided(logic)).start();
  const stopped = waitFor(actor, (snapshot) => snapshot.matches('stopped'));
  const { context } = await waitFor(actor, (snapshot) => snapshot.matches('running') || snapshot.matches('stopped'));
  if (context.failure !== null) throw context.failure;

  return {
    get running() {
      return actor.getSnapshot().matches('running');
    },
    stop: async (timeoutMs: number): Promise<void> => {
      if (actor.getSnapshot().status === 'active') actor.send({ type: 'STOP', timeoutMs });
      await stopped;
    },
  };
};
