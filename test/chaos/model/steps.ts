import type { Claim, Committed, Grant, Lease } from '../../../machines/model.ts';
import { type FeedSteps, lockKeyOf } from '../../../src/actor/feed.ts';
import { FeedlockError } from '../../../src/errors.ts';
import { keepLease } from '../../../src/lock/keeper.ts';
import { createLock } from '../../../src/lock/lock.ts';
import type { Phase, Step } from '../history.ts';
import { reachBucket } from './bucket.ts';
import type { Life } from './life.ts';
import type { Link } from './link.ts';
import { fetchedAs, parsedFrom } from './origin.ts';
import { ttl, type World } from './world.ts';

export interface StepsDeps {
  world: World;
  life: Life;
  nats: Link;
  web: Link;
  store: Pick<FeedSteps, 'claim' | 'commit'>;
}

/** Writes down what this life does, until it ends. */
const createChronicle = ({ world, life }: Pick<StepsDeps, 'world' | 'life'>) => {
  const runs = new Map<string, { name: string; fence: number | null }>();
  let begun = 0;
  return (feed: string, step: Step) => {
    if (step === 'acquire') runs.set(feed, { name: `${life.name} ${++begun}`, fence: null });
    const run = runs.get(feed) ?? { name: life.name, fence: null };
    const tell = (phase: Phase, fence = run.fence) => {
      run.fence = fence;
      const { name: node, clock } = life;
      if (life.isAlive) world.record({ node, feed, run: run.name, step, phase, fence, wall: clock.wall() });
    };
    tell('invoke');
    return tell;
  };
};

const phaseOfClaim = (claim: Claim): Phase =>
  claim.status === 'claimed' || (claim.status === 'failed' && claim.fence !== null) ? 'ok' : 'fail';

const phaseOfCommit = ({ outcome }: Committed): Phase => {
  if (outcome.status === 'lost') return 'fail';
  return outcome.status === 'failed' && outcome.error.code === 'commit-failed' ? 'fail' : 'ok';
};

const phaseOfError = (error: unknown): Phase =>
  error instanceof FeedlockError && error.code === 'feed-row-busy' ? 'fail' : 'info';

/** The steps of an import as production has them, on what the model has of the world; each tells of itself. */
export const createSteps = ({ world, life, nats, web, store }: StepsDeps): FeedSteps => {
  const { random, origin, time } = world;
  const begin = createChronicle({ world, life });
  const { sabotage, database } = world;
  const kv = reachBucket(world.bucket, nats);
  const commitToStore = sabotage.commit?.(store.commit, database) ?? store.commit;
  let nonces = 0;
  const lock = createLock({ kv, clock: life.clock, nonce: () => `${life.name} ${++nonces}` }, { node: life.name, ttl });

  const tellingRelease = (lease: Lease, feed: string): Lease => ({
    key: lease.key,
    nonce: lease.nonce,
    get deadline() {
      return lease.deadline;
    },
    renew: lease.renew,
    release: async () => {
      const end = begin(feed, 'release');
      await lease.release().then(
        () => end('ok'),
        () => end('info'),
      );
    },
  });

  const acquire = async (key: string, url: string, signal: AbortSignal): Promise<Grant> => {
    const feed = key.slice(lockKeyOf({ id: '', key: '', url: '' }).length);
    const end = begin(feed, 'acquire');
    try {
      const grant = await lock.acquire(key, url, signal);
      end(grant.lease ? 'ok' : 'fail');
      return grant.lease ? { lease: tellingRelease(grant.lease, feed) } : grant;
    } catch (error) {
      end('info');
      throw error;
    }
  };

  const claim: FeedSteps['claim'] = async (request) => {
    const end = begin(request.feed.id, 'claim');
    time.needTurn();
    try {
      const claimed = await store.claim(request);
      end(phaseOfClaim(claimed), 'fence' in claimed ? claimed.fence : null);
      return claimed;
    } catch (error) {
      end(phaseOfError(error));
      throw error;
    }
  };

  const fetch: FeedSteps['fetch'] = (source, signal, feed) =>
    new Promise((resolve, reject) => {
      const end = begin(feed.id, 'fetch');
      if (random.chance(world.restlessness)) origin.renew(feed.id);
      signal.addEventListener('abort', () => {
        end('fail');
        reject(signal.reason);
      });
      web<number>((reply) => reply.resolve(origin.version(feed.id))).then((version) => {
        if (signal.aborted) return;
        end('ok');
        resolve(fetchedAs(version, source));
      }, reject);
    });

  const commit: FeedSteps['commit'] = async (found) => {
    const end = begin(found.feed.id, 'commit');
    time.needTurn();
    try {
      const committed = await commitToStore(found);
      end(phaseOfCommit(committed));
      return committed;
    } catch (error) {
      end(phaseOfError(error));
      throw error;
    }
  };

  return {
    admit: async () => ({ status: 'granted' }),
    lock: acquire,
    keep: (lease, onLost) => keepLease(lease, { every: ttl / 3, onLost, clock: life.clock }),
    claim,
    fetch,
    parse: (document) =>
      new Promise((resolve) => {
        life.clock.after(random.between(1, 50), () => resolve(parsedFrom(document)));
      }),
    compare: async (_, entries) => [...entries.keys()],
    sanitize: async (entries) => entries,
    plan: ({ rhythm }) => ({ rhythm, dueIn: ttl }),
    commit,
    move: async () => {},
  };
};
