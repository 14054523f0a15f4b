import { assign, emit, raise, setup } from 'xstate';
import type { HostReport } from './model.ts';

/** How a host is treated. Times in ms. */
export interface HostRules {
  /** Requests at a time. */
  concurrency: number;
  /** Between the starts of two requests. */
  spacing: number;
  /** Failed requests in a row, after which it is left alone. */
  failures: number;
  /** How long it is left alone then: doubled with every further failure, up to `longestCoolDown`. */
  coolDown: number;
  longestCoolDown: number;
}

/** `null`: nothing was asked of the host, or nobody waited for the answer. */
type Report = HostReport | null;

export type HostEvent =
  | { type: 'TAKE' }
  | { type: 'GIVE_UP' }
  /** `era`: of the grant. */
  | { type: 'LEAVE'; era: number; report: Report }
  | { type: 'LIMIT'; ms: number }
  /** One of its limits. */
  | { type: 'OVER' };

export interface HostContext {
  rules: HostRules;
  held: number;
  waiting: number;
  /** In a row. */
  failures: number;
  /** The newest limit, in ms. */
  limit: number;
  /** How many limits are not over yet: the longest decides. */
  limits: number;
  /** Begins anew with every limit: what was asked before it says nothing of the host after it. */
  era: number;
}

/** The longest that timers take, in ms: nearly 25 days. */
const longestLimit = 2 ** 31 - 1;

/** For how long the host asked to be left alone, in ms. */
const waitOf = (report: Report) => (typeof report === 'object' && report ? report.waitMs : null);

/** A host that failed too often has one place until it answers. */
const places = ({ rules, failures }: HostContext) => (failures < rules.failures ? rules.concurrency : 1);

const free = (context: HostContext) => context.held < places(context);

const due = (context: HostContext) => context.waiting > 0 && free(context);

/** A limit never brings the next start forward. */
const limited = ({ rules, limits }: HostContext, ms: number) => ({
  limit: Math.min(Math.max(ms, rules.spacing), longestLimit),
  limits: limits + 1,
});

/**
 * One host: who may send a request to it, and when. `open → limited → open`. It counts those who wait; who is first among
 * them is the caller's to know.
 */
export const hostMachine = setup({
  types: {
    input: {} as HostRules,
    context: {} as HostContext,
    events: {} as HostEvent,
    /** `granted`: to the first who waits. `limited`: to all who wait. `deferred`: to the one who came. */
    emitted: {} as { type: 'granted'; era: number } | { type: 'limited'; ms: number } | { type: 'deferred' },
  },
  guards: {
    free: ({ context }) => free(context),
    freeAndSpaced: ({ context }) => context.rules.spacing > 0 && free(context),
    due: ({ context }) => due(context),
    dueAndSpaced: ({ context }) => context.rules.spacing > 0 && due(context),
    awaited: ({ context }) => context.waiting > 0,
    askedToWait: (_, { report }: { report: Report }) => waitOf(report) !== null,
    broken: ({ context }, { report, era }: { report: Report; era: number }) =>
      report === 'failed' && era === context.era && context.failures + 1 >= context.rules.failures,
    limitedStill: ({ context }) => context.limits > 1,
  },
  actions: {
    admit: assign(({ context }) => ({ held: context.held + 1 })),
    join: assign(({ context }) => ({ waiting: context.waiting + 1 })),
    part: assign(({ context }) => ({ waiting: context.waiting - 1 })),
    grant: assign(({ context }) => ({ waiting: context.waiting - 1, held: context.held + 1 })),
    tellGranted: emit(({ context }) => ({ type: 'granted' as const, era: context.era })),
    leave: assign(({ context }, { report, era }: { report: Report; era: number }) => {
      const held = context.held - 1;
      if (era !== context.era) return { held };
      if (report === 'answered') return { held, failures: 0 };
      return report === 'failed' ? { held, failures: context.failures + 1 } : { held };
    }),
    limit: assign(({ context }, { ms }: { ms: number }) => limited(context, ms)),
    obey: assign(({ context }, { report }: { report: Report }) => limited(context, waitOf(report) ?? 0)),
    coolDown: assign(({ context }) => {
      const { failures, coolDown, longestCoolDown } = context.rules;
      return limited(context, Math.min(coolDown * 2 ** (context.failures - failures), longestCoolDown));
    }),
    clear: assign(({ context }) => ({ waiting: 0, era: context.era + 1 })),
    tellLimited: emit(({ context }) => ({ type: 'limited' as const, ms: context.limit })),
    tellDeferred: emit({ type: 'deferred' }),
    /** Not `after`, which would begin anew: the first limit runs on beside a second. */
    time: raise({ type: 'OVER' }, { delay: 'limit' }),
    lift: assign(({ context }) => ({ limits: context.limits - 1 })),
  },
  delays: {
    spacing: ({ context }) => context.rules.spacing,
    limit: ({ context }) => context.limit,
  },
}).createMachine({
  id: 'host',
  context: ({ input }) => ({ rules: input, held: 0, waiting: 0, failures: 0, limit: 0, limits: 0, era: 0 }),
  initial: 'open',
  states: {
    open: {
      on: {
        TAKE: { actions: 'join' },
        GIVE_UP: { guard: { type: 'awaited' }, actions: 'part' },
        LEAVE: [
          {
            guard: { type: 'askedToWait', params: ({ event }) => event },
            target: 'limited',
            actions: [
              { type: 'leave', params: ({ event }) => event },
              { type: 'obey', params: ({ event }) => event },
            ],
          },
          {
            guard: { type: 'broken', params: ({ event }) => event },
            target: 'limited',
            actions: [{ type: 'leave', params: ({ event }) => event }, 'coolDown'],
          },
          { actions: { type: 'leave', params: ({ event }) => event } },
        ],
        LIMIT: { target: 'limited', actions: { type: 'limit', params: ({ event }) => event } },
      },
      initial: 'ready',
      states: {
        ready: {
          on: {
            // Nobody waits here while a place is free.
            TAKE: [
              { guard: { type: 'freeAndSpaced' }, target: 'spacing', actions: ['admit', 'tellGranted'] },
              { guard: { type: 'free' }, actions: ['admit', 'tellGranted'] },
              { actions: 'join' },
            ],
          },
          always: [
            { guard: { type: 'dueAndSpaced' }, target: 'spacing', actions: ['grant', 'tellGranted'] },
            { guard: { type: 'due' }, actions: ['grant', 'tellGranted'] },
          ],
        },
        spacing: { after: { spacing: 'ready' } },
      },
    },
    limited: {
      entry: ['clear', 'tellLimited', 'time'],
      on: {
        TAKE: { actions: 'tellDeferred' },
        LEAVE: [
          {
            guard: { type: 'askedToWait', params: ({ event }) => event },
            target: 'limited',
            reenter: true,
            actions: [
              { type: 'leave', params: ({ event }) => event },
              { type: 'obey', params: ({ event }) => event },
            ],
          },
          { actions: { type: 'leave', params: ({ event }) => event } },
        ],
        LIMIT: { target: 'limited', reenter: true, actions: { type: 'limit', params: ({ event }) => event } },
        OVER: [
          { guard: { type: 'limitedStill' }, actions: 'lift' },
          { target: 'open', actions: 'lift' },
        ],
      },
    },
  },
});
