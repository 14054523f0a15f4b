import { assign, type PromiseActorLogic, setup } from 'xstate';

/** One process: `starting → running → draining → stopped`. */
export const nodeMachine = setup({
  types: {
    context: {} as { failure: unknown; timeoutMs: number },
    /** `timeoutMs`: how long running imports may go on. */
    events: {} as { type: 'STOP'; timeoutMs: number },
  },
  actors: {} as {
    openServices: PromiseActorLogic<void>;
    finishImports: PromiseActorLogic<void>;
    flushOutbox: PromiseActorLogic<void>;
    closeServices: PromiseActorLogic<void>;
  },
  actions: {
    fail: assign((_, { failure }: { failure: unknown }) => ({ failure })),
    bound: assign((_, { timeoutMs }: { timeoutMs: number }) => ({ timeoutMs })),
  },
  delays: {
    finishDeadline: ({ context }) => context.timeoutMs,
    flushDeadline: 5_000,
    closeDeadline: 5_000,
  },
}).createMachine({
  id: 'node',
  context: { failure: null, timeoutMs: 0 },
  initial: 'starting',
  states: {
    starting: {
      invoke: {
        src: 'openServices',
        onDone: 'running',
        onError: {
          target: '#node.draining.closing',
          actions: { type: 'fail', params: ({ event }) => ({ failure: event.error }) },
        },
      },
      on: { STOP: 'draining.closing' },
    },
    running: {
      on: { STOP: { target: 'draining', actions: { type: 'bound', params: ({ event }) => event } } },
    },
    draining: {
      initial: 'finishing',
      states: {
        // Leaving this state aborts what still runs.
        finishing: {
          invoke: { src: 'finishImports', onDone: 'flushing', onError: 'flushing' },
          after: { finishDeadline: 'flushing' },
        },
        flushing: {
          invoke: { src: 'flushOutbox', onDone: 'closing', onError: 'closing' },
          after: { flushDeadline: 'closing' },
        },
        closing: {
          invoke: { src: 'closeServices', onDone: '#node.stopped', onError: '#node.stopped' },
          after: { closeDeadline: '#node.stopped' },
        },
      },
    },
    stopped: { type: 'final' },
  },
});
