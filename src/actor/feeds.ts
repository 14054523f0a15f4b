import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type ActorOptions, type ActorRefFrom, type AnyActorLogic, createActor } from 'xstate';
import type { Admission, Ending, Enter, FeedRef, FeedRequest, Outcome } from '../../machines/model.ts';
import { failureOf } from '../errors.ts';
import type { FeedLogic } from './feed.ts';
import type { Hosts, Permit } from './hosts.ts';

export type FeedActor = ActorRefFrom<FeedLogic>;

export interface RunOptions {
  /** What to do when the feed is being imported already: say so, or wait for the end and import it if need be. @default 'skip' */
  onBusy?: 'skip' | 'wait';
  signal?: AbortSignal;
}

interface Running {
  actor: FeedActor;
  permit: Permit;
}

/** Any XState inspector. */
export type Inspect = NonNullable<ActorOptions<AnyActorLogic>['inspect']>;

/** What the imports in flight have of their hosts. */
export interface Places {
  admit(feed: FeedRef, signal: AbortSignal): Promise<Admission>;
  enterFor(feed: FeedRef): Enter;
}

/** ms between two attempts at a busy feed: random, so that those who wait do not come in step. */
const pollDelay = () => 250 + Math.random() * 750;

const cancelled = ({ url }: FeedRef): Outcome => {
  const message = `import ${url}: cancelled`;
  return { status: 'failed', fence: null, error: { code: 'cancelled', message } };
};

const broken = ({ url }: FeedRef, thrown: unknown): Outcome => ({
  status: 'failed',
  fence: null,
  error: failureOf(thrown, 'internal', `import ${url}`),
});

/** The feeds in flight in this process, each as a root actor that lives from its request to its outcome. */
export const createFeedActors = (
  { hosts, node, inspect }: { hosts: Hosts; node: string; inspect?: Inspect | undefined },
  createLogic: (places: Places) => FeedLogic,
) => {
  const running = new Map<string, Running>();
  const runs = new Set<Promise<Outcome>>();
  const waiting = new Set<AbortController>();

  const permitOf = ({ id, url }: FeedRef): Permit => {
    const permit = running.get(id)?.permit;
    if (permit === undefined) throw new Error(`${url} is not running`);
    return permit;
  };

  const logic = createLogic({
    admit: async (feed, signal) => permitOf(feed).wait(signal),
    enterFor: (feed) => permitOf(feed).enter,
  });

  const create = (feed: FeedRef): FeedActor =>
    createActor(logic, { id: feed.id, input: { feed }, ...(inspect && { inspect }) });

  const runActor = ({ feed, seen }: FeedRequest, signal?: AbortSignal): Promise<Ending> => {
    if (signal?.aborted) return Promise.resolve(cancelled(feed));
    if (running.has(feed.id)) return Promise.resolve({ status: 'skipped', holder: node });
    const actor = create(feed);
    const permit = hosts.take(feed.url, { onLost: () => actor.send({ type: 'LEASE_LOST' }) });
    running.set(feed.id, { actor, permit });
    const cancel = () => actor.send({ type: 'CANCEL' });

    return new Promise((resolve) => {
      const settle = (outcome: Ending) => {
        signal?.removeEventListener('abort', cancel);
        permit.release();
        running.delete(feed.id);
        actor.stop();
        resolve(outcome);
      };
      actor.on('settled', ({ outcome }) => settle(outcome));
      // An actor whose error nobody hears would end the process; one that its owner stops settles nothing by itself.
      actor.subscribe({ error: (thrown) => settle(broken(feed, thrown)), complete: () => settle(cancelled(feed)) });
      signal?.addEventListener('abort', cancel, { once: true });
      actor.start();
      actor.send({ type: 'IMPORT', seen, permitted: permit.granted });
    });
  };

  const runOnce = async (request: FeedRequest, signal?: AbortSignal): Promise<Outcome> => {
    const ending = await runActor(request, signal);
    return ending.status === 'merged' ? runOnce({ feed: ending.into, seen: ending.seen }, signal) : ending;
  };

  /** Between two attempts nothing is held, so that giving up needs no machine. */
  const runPatiently = async (request: FeedRequest, signal?: AbortSignal): Promise<Outcome> => {
    const abandon = new AbortController();
    const given = signal ? AbortSignal.any([signal, abandon.signal]) : abandon.signal;
    waiting.add(abandon);
    try {
      for (;;) {
        const outcome = await runOnce(request, signal);
        if (outcome.status !== 'skipped') return outcome;
        await delay(pollDelay(), undefined, { signal: given });
      }
    } catch {
      return cancelled(request.feed);
    } finally {
      waiting.delete(abandon);
    }
  };

  return {
    run: async (request: FeedRequest, { onBusy = 'skip', signal }: RunOptions = {}): Promise<Outcome> => {
      // One signal may end any number of imports; Node would warn of a leak at the eleventh.
      if (signal) setMaxListeners(0, signal);
      const run = onBusy === 'wait' ? runPatiently(request, signal) : runOnce(request, signal);
      runs.add(run);
      return run.finally(() => runs.delete(run));
    },

    /** The actor of a feed: the one in flight, or one at rest. */
    actor: (feed: FeedRef): FeedActor => running.get(feed.id)?.actor ?? create(feed),

    /** Settles when all that run now have settled. */
    idle: async (): Promise<void> => {
      await Promise.allSettled(runs);
    },

    cancelAll: () => {
      for (const abandon of waiting) abandon.abort();
      for (const { actor } of running.values()) actor.send({ type: 'CANCEL' });
    },
  };
};

export type FeedActors = ReturnType<typeof createFeedActors>;
