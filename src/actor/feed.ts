import { fromCallback, fromPromise } from 'xstate';
import { feedMachine } from '../../machines/feed.ts';
import type {
  Admission,
  Claim,
  Committed,
  Document,
  EntryKey,
  FeedRef,
  Fetched,
  Finding,
  Grant,
  Lease,
  Parsed,
  Rhythm,
  Source,
} from '../../machines/model.ts';
import { type Clock, realClock } from '../clock.ts';
import { elapsedSince } from '../elapsed.ts';
import { reasonOf, rethrowAs } from '../errors.ts';
import type { Logger } from '../log.ts';
import { requireProvided } from './provided.ts';
import { createReading } from './reading.ts';

/** What an import consists of. Each step knows nothing of the others. */
export interface FeedSteps {
  /** Waits for a place at the feed's host. */
  admit(feed: FeedRef, signal: AbortSignal): Promise<Admission>;
  lock(key: string, url: string, signal: AbortSignal): Promise<Grant>;
  /** Renews until stopped. `onLost` is called once, by the lease's deadline at the latest. */
  keep(lease: Lease, onLost: () => void): () => void;
  claim(request: { feed: FeedRef; seen: number; nonce: string }): Promise<Claim>;
  /** Each of its requests takes a place at its host, the first one that of the feed. */
  fetch(source: Source, signal: AbortSignal, feed: FeedRef): Promise<Fetched>;
  /** `sanitize`: whether the entries are made safe to show at once. */
  parse(document: Document, options: { sanitize: boolean }, signal: AbortSignal): Promise<Parsed>;
  /** The places of the entries that the store does not have as they are. */
  compare(feed: FeedRef, keys: EntryKey[]): Promise<number[]>;
  /** Makes entries safe to show, each as JSON. */
  sanitize(entries: string[], signal: AbortSignal): Promise<string[]>;
  plan(claim: Claimed, finding: Finding): Plan;
  commit(commit: { feed: FeedRef; fence: number; finding: Finding; tookMs: number } & Plan): Promise<Committed>;
  /** Moves the feed to another URL, or merges it into the feed that is there. */
  move(move: { feed: FeedRef; fence: number; to: string }, signal: AbortSignal): Promise<void>;
}

export type Claimed = Extract<Claim, { status: 'claimed' }>;

/** What follows from a finding for the next import. */
export interface Plan {
  rhythm: Rhythm;
  /** ms from now. */
  dueIn: number;
}

export type FeedDelays = NonNullable<Parameters<typeof feedMachine.provide>[0]['delays']>;

/** Task and digest of the URL, as the key of one lock. */
export const lockKeyOf = (feed: FeedRef): string => `feed.import.${feed.key}`;

/** The feed machine with its steps in place: the one story of how a feed is imported. */
export const createFeedLogic = (
  steps: FeedSteps,
  log: Logger,
  delays: FeedDelays = {},
  clock: Pick<Clock, 'monotonic'> = realClock,
) => {
  const read = createReading(steps);
  return requireProvided(
    feedMachine.provide({
      delays,
      actors: {
        takePermit: fromPromise(({ input, signal }) => steps.admit(input.feed, signal)),
        acquireLock: fromPromise(async ({ input: { feed }, signal }) => {
          const grant = await steps.lock(lockKeyOf(feed), feed.url, signal);
          if (grant.lease) log.debug(`importing ${feed.url}`);
          else log.debug(`${feed.url} is already being imported by ${grant.holder ?? 'another node'}`);
          return grant;
        }),
        keepLock: fromCallback(({ input, sendBack }) =>
          steps.keep(input.lease, () => sendBack({ type: 'LEASE_LOST' })),
        ),
        claimFeed: fromPromise(async ({ input: { feed, seen, lease } }): Promise<Claim> => {
          // After a pause the lock may be another's, whose fence this claim would supersede.
          if (clock.monotonic() >= lease.deadline) return { status: 'lost', fence: null };
          return steps
            .claim({ feed, seen, nonce: lease.nonce })
            .catch(rethrowAs('postgres-unreachable', `claim ${feed.url}`));
        }),
        fetchFeed: fromPromise(({ input, signal }) => steps.fetch(input.source, signal, input.feed)),
        parseFeed: fromPromise(({ input, signal }) => read(input, signal)),
        commitImport: fromPromise(({ input: { feed, claim, finding } }) =>
          steps
            .commit({
              feed,
              fence: claim.fence,
              finding,
              tookMs: elapsedSince(claim.at),
              ...steps.plan(claim, finding),
            })
            .catch(rethrowAs('internal', `commit the import of ${feed.url}`)),
        ),
        moveFeed: fromPromise(({ input: { feed, claim, to }, signal }) =>
          steps.move({ feed, fence: claim.fence, to }, signal).catch((error) => {
            log.warn(`move ${feed.url} to ${to}: ${reasonOf(error)}; to be tried again after its next import`);
          }),
        ),
        releaseLock: fromPromise(({ input }) => input.lease.release()),
      },
    }),
  );
};

export type FeedLogic = ReturnType<typeof createFeedLogic>;
