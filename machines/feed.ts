import {
  type AnyEventObject,
  assign,
  type CallbackActorLogic,
  emit,
  type PromiseActorLogic,
  setup,
  spawnChild,
  stopChild,
} from 'xstate';
import type {
  Admission,
  Claim,
  Committed,
  Document,
  Ending,
  Failure,
  FeedRef,
  Fetched,
  Finding,
  Grant,
  Lease,
  Outcome,
  Parsed,
  Source,
} from './model.ts';

type Claimed = Extract<Claim, { status: 'claimed' }>;

export type FeedEvent =
  /** `seen`: the fence of the feed's row when the import was asked for. `permitted`: its host has a place for it now. */
  { type: 'IMPORT'; seen: number; permitted: boolean } | { type: 'CANCEL' } | { type: 'LEASE_LOST' };

export interface FeedContext {
  feed: FeedRef;
  seen: number;
  lease: Lease | null;
  claim: Claimed | null;
  document: Document | null;
  finding: Finding | null;
  outcome: Ending | null;
  /** Where the feed has moved for good. */
  moveTo: string | null;
}

const initial = { seen: 0, lease: null, claim: null, document: null, finding: null, outcome: null, moveTo: null };

/** What the state guarantees and the types cannot say. */
const present = <Value>(value: Value | null): Value => {
  if (value === null) throw new Error('the feed machine is in a state that its context does not fit');
  return value;
};

const fenceOf = (context: FeedContext) => context.claim?.fence ?? null;

/** Errors of Node and of Postgres have codes too: only those that steps throw on purpose bring one of ours. */
const failureOf = (thrown: unknown): Failure => {
  const { name, code, message, cause } = Object(thrown) as Failure & { name?: string };
  return name === 'FeedlockError'
    ? { code, message, cause }
    : { code: 'internal', message: message ?? String(thrown), cause: thrown };
};

const thrown = ({ event }: { event: { error: unknown } }) => ({ error: failureOf(event.error) });

/** What ends an import under the lock, as long as nothing is being committed. */
const interruptions = {
  LEASE_LOST: { target: '#feed.released', actions: 'lose' },
  CANCEL: { target: '#feed.released', actions: 'cancel' },
} as const;

const failing = (error: Failure, httpStatus: number | null = null): Finding => ({
  status: 'failed',
  httpStatus,
  error,
  limit: null,
});

const failed = (context: FeedContext, error: Failure): Outcome => ({
  status: 'failed',
  fence: fenceOf(context),
  error,
});

/**
 * One feed, from a request to its outcome: `idle → locked → importing → released`. The lock is held in `locked` and
 * `importing`; all that is done there is done under one fence.
 */
export const feedMachine = setup({
  types: {
    input: {} as { feed: FeedRef },
    context: {} as FeedContext,
    events: {} as FeedEvent,
    emitted: {} as { type: 'settled'; outcome: Ending },
    children: {} as { keepLock: 'keepLock' },
  },
  actors: {} as {
    takePermit: PromiseActorLogic<Admission, { feed: FeedRef }>;
    acquireLock: PromiseActorLogic<Grant, { feed: FeedRef }>;
    keepLock: CallbackActorLogic<AnyEventObject, { lease: Lease }>;
    claimFeed: PromiseActorLogic<Claim, { feed: FeedRef; seen: number; lease: Lease }>;
    fetchFeed: PromiseActorLogic<Fetched, { feed: FeedRef; source: Source }>;
    parseFeed: PromiseActorLogic<Parsed, { feed: FeedRef; source: Source; document: Document }>;
    commitImport: PromiseActorLogic<Committed, { feed: FeedRef; claim: Claimed; finding: Finding }>;
    moveFeed: PromiseActorLogic<void, { feed: FeedRef; claim: Claimed; to: string }>;
    releaseLock: PromiseActorLogic<void, { lease: Lease }>;
  },
  guards: {
    permitted: (_, params: { permitted: boolean }) => params.permitted,
    admitted: (_, params: { admission: Admission }) => params.admission.status === 'granted',
    granted: (_, params: { grant: Grant }) => params.grant.lease !== null,
    claimed: (_, params: { claim: Claim }) => params.claim.status === 'claimed',
    modified: (_, params: { fetched: Fetched }) => params.fetched.status === 'modified',
    moved: (_, params: { committed: Committed }) => params.committed.status === 'moved',
  },
  actions: {
    request: assign((_, { seen }: { seen: number }) => ({ ...initial, seen })),
    hold: assign((_, { grant }: { grant: Grant }) => ({ lease: grant.lease })),
    skip: assign((_, { grant }: { grant: Grant }) => ({
      outcome: { status: 'skipped', holder: grant.lease === null ? grant.holder : null } satisfies Outcome,
    })),
    defer: assign((_, { admission }: { admission: Admission }) =>
      admission.status === 'deferred' ? { outcome: admission } : {},
    ),
    enter: assign((_, { claim }: { claim: Claim }) => (claim.status === 'claimed' ? { claim } : {})),
    refuse: assign((_, { claim }: { claim: Claim }) => (claim.status === 'claimed' ? {} : { outcome: claim })),
    receive: assign(
      (_, { fetched }: { fetched: Fetched }): Partial<FeedContext> =>
        fetched.status === 'modified' ? { document: fetched.document } : { finding: fetched },
    ),
    read: assign(({ context }, { parsed }: { parsed: Parsed }): Partial<FeedContext> => {
      const { bytes, ...document } = present(context.document);
      if (parsed.status === 'failed') return { document: null, finding: failing(parsed.error, document.httpStatus) };
      const { feed, entries } = parsed;
      return { document: null, finding: { status: 'imported', document, feed, entries } };
    }),
    giveUp: assign(
      (_, { error }: { error: Failure }): Partial<FeedContext> => ({ document: null, finding: failing(error) }),
    ),
    fail: assign(({ context }, { error }: { error: Failure }) => ({ outcome: failed(context, error) })),
    cancel: assign(({ context }) => ({
      outcome: failed(context, { code: 'cancelled', message: `import ${context.feed.url}: cancelled` }),
    })),
    lose: assign(({ context }) => ({ outcome: { status: 'lost', fence: fenceOf(context) } satisfies Outcome })),
    conclude: assign((_, { committed }: { committed: Committed }) => ({
      outcome: committed.outcome,
      moveTo: committed.status === 'moved' ? committed.to : null,
    })),
    settle: emit(({ context }) => ({ type: 'settled' as const, outcome: present(context.outcome) })),
    forget: assign({ lease: null, claim: null, document: null, finding: null, moveTo: null }),
  },
  delays: {
    permitDeadline: 300_000,
    acquireDeadline: 10_000,
    claimDeadline: 15_000,
    fetchDeadline: 60_000,
    parseDeadline: 30_000,
    commitDeadline: 30_000,
    moveDeadline: 15_000,
    releaseDeadline: 2_000,
  },
}).createMachine({
  id: 'feed',
  context: ({ input }) => ({ feed: input.feed, ...initial }),
  initial: 'idle',
  states: {
    idle: {
      initial: 'resting',
      states: {
        resting: {
          on: {
            IMPORT: [
              {
                guard: { type: 'permitted', params: ({ event }) => event },
                target: 'acquiring',
                actions: { type: 'request', params: ({ event }) => event },
              },
              { target: 'waiting', actions: { type: 'request', params: ({ event }) => event } },
            ],
          },
        },
        waiting: {
          invoke: {
            src: 'takePermit',
            input: ({ context: { feed } }) => ({ feed }),
            onDone: [
              {
                guard: { type: 'admitted', params: ({ event }) => ({ admission: event.output }) },
                target: 'acquiring',
              },
              {
                target: 'resting',
                actions: [{ type: 'defer', params: ({ event }) => ({ admission: event.output }) }, 'settle'],
              },
            ],
            onError: {
              target: 'resting',
              actions: [{ type: 'fail', params: thrown }, 'settle'],
            },
          },
          on: { CANCEL: { target: 'resting', actions: ['cancel', 'settle'] } },
          after: {
            permitDeadline: {
              target: 'resting',
              actions: [{ type: 'fail', params: timeout('wait for a place at the host of') }, 'settle'],
            },
          },
        },
        acquiring: {
          invoke: {
            src: 'acquireLock',
            input: ({ context: { feed } }) => ({ feed }),
            onDone: [
              {
                guard: { type: 'granted', params: ({ event }) => ({ grant: event.output }) },
                target: '#feed.locked',
                actions: { type: 'hold', params: ({ event }) => ({ grant: event.output }) },
              },
              {
                target: 'resting',
                actions: [{ type: 'skip', params: ({ event }) => ({ grant: event.output }) }, 'settle'],
              },
            ],
            onError: {
              target: 'resting',
              actions: [{ type: 'fail', params: thrown }, 'settle'],
            },
          },
          on: { CANCEL: { target: 'resting', actions: ['cancel', 'settle'] } },
          after: {
            acquireDeadline: {
              target: 'resting',
              actions: [{ type: 'fail', params: timeout('lock', 'nats-unreachable') }, 'settle'],
            },
          },
        },
      },
    },

    locked: {
      entry: spawnChild('keepLock', { id: 'keepLock', input: ({ context }) => ({ lease: present(context.lease) }) }),
      invoke: {
        src: 'claimFeed',
        input: ({ context: { feed, seen, lease } }) => ({ feed, seen, lease: present(lease) }),
        onDone: [
          {
            guard: { type: 'claimed', params: ({ event }) => ({ claim: event.output }) },
            target: 'importing',
            actions: { type: 'enter', params: ({ event }) => ({ claim: event.output }) },
          },
          { target: 'released', actions: { type: 'refuse', params: ({ event }) => ({ claim: event.output }) } },
        ],
        onError: {
          target: 'released',
          actions: { type: 'fail', params: thrown },
        },
      },
      on: interruptions,
      after: {
        claimDeadline: {
          target: 'released',
          actions: { type: 'fail', params: timeout('claim', 'postgres-unreachable') },
        },
      },
    },

    importing: {
      initial: 'fetching',
      states: {
        fetching: {
          invoke: {
            src: 'fetchFeed',
            input: ({ context: { feed, claim } }) => ({ feed, source: present(claim).source }),
            onDone: [
              {
                guard: { type: 'modified', params: ({ event }) => ({ fetched: event.output }) },
                target: 'parsing',
                actions: { type: 'receive', params: ({ event }) => ({ fetched: event.output }) },
              },
              { target: 'saving', actions: { type: 'receive', params: ({ event }) => ({ fetched: event.output }) } },
            ],
            onError: {
              target: 'saving',
              actions: { type: 'giveUp', params: thrown },
            },
          },
          on: interruptions,
          after: { fetchDeadline: { target: 'saving', actions: { type: 'giveUp', params: timeout('fetch') } } },
        },
        parsing: {
          invoke: {
            src: 'parseFeed',
            input: ({ context: { feed, claim, document } }) => ({
              feed,
              source: present(claim).source,
              document: present(document),
            }),
            onDone: { target: 'saving', actions: { type: 'read', params: ({ event }) => ({ parsed: event.output }) } },
            onError: {
              target: 'saving',
              actions: { type: 'giveUp', params: thrown },
            },
          },
          on: interruptions,
          after: { parseDeadline: { target: 'saving', actions: { type: 'giveUp', params: timeout('parse') } } },
        },
        // Neither a lost lease nor a cancellation is answered here: the fence decides, and Postgres bounds the time.
        saving: {
          invoke: {
            src: 'commitImport',
            input: ({ context: { feed, claim, finding } }) => ({
              feed,
              claim: present(claim),
              finding: present(finding),
            }),
            onDone: [
              {
                guard: { type: 'moved', params: ({ event }) => ({ committed: event.output }) },
                target: 'moving',
                actions: { type: 'conclude', params: ({ event }) => ({ committed: event.output }) },
              },
              {
                target: '#feed.released',
                actions: { type: 'conclude', params: ({ event }) => ({ committed: event.output }) },
              },
            ],
            onError: {
              target: '#feed.released',
              actions: { type: 'fail', params: thrown },
            },
          },
          after: {
            commitDeadline: {
              target: '#feed.released',
              actions: { type: 'fail', params: timeout('commit the import of', 'commit-unknown') },
            },
          },
        },
        // The import is committed. A move that does not succeed is tried again after the next one.
        moving: {
          invoke: {
            src: 'moveFeed',
            input: ({ context: { feed, claim, moveTo } }) => ({ feed, claim: present(claim), to: present(moveTo) }),
            onDone: '#feed.released',
            onError: '#feed.released',
          },
          after: { moveDeadline: '#feed.released' },
        },
      },
    },

    released: {
      entry: stopChild('keepLock'),
      invoke: {
        src: 'releaseLock',
        input: ({ context }) => ({ lease: present(context.lease) }),
        onDone: { target: 'idle', actions: ['settle', 'forget'] },
        // What is not released expires.
        onError: { target: 'idle', actions: ['settle', 'forget'] },
      },
      after: { releaseDeadline: { target: 'idle', actions: ['settle', 'forget'] } },
    },
  },
});

function timeout(act: string, code: Failure['code'] = 'timeout') {
  return ({ context }: { context: FeedContext }) => ({
    error: { code, message: `${act} ${context.feed.url}: no answer in time` },
  });
}
