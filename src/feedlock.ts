import { EventEmitter } from 'node:events';
import type { Limits } from '../machines/model.ts';
import type { Discovery } from './actor/discovery.ts';
import { createExclusive, type Exclusive, type ExclusiveOutcome } from './actor/exclusive.ts';
import type { FeedActor, RunOptions } from './actor/feeds.ts';
import { createImports, type ImportAllOptions, type Settled } from './actor/imports.ts';
import { FeedlockError, reasonOf, withoutLogin } from './errors.ts';
import { limitsOf } from './fetch/settings.ts';
import { startLife } from './life.ts';
import type { Holder } from './lock/holder.ts';
import { openFeedlock } from './open.ts';
import { type FeedlockOptions, resolveOptions } from './options.ts';
import type { FeedlockEvent } from './publish/event.ts';
import { type ReadEventsOptions, readEvents } from './publish/events.ts';
import { parseFeedUrl } from './store/feed-url.ts';
import type { ListOptions } from './store/lists.ts';
import type { PruneOptions } from './store/prune.ts';
import type { ImportRecord, RecordedMove, StoredEntry, StoredFeed } from './store/rows.ts';
import type { UndoneMove } from './store/undo.ts';

/** What a timer of Node can wait for, in ms: 24 days. */
const longestTimer = 2 ** 31 - 1;

/** Outcomes that write an event, most of the time. */
const announced = new Set<Settled['status']>(['imported', 'failed', 'gone']);

export interface StopOptions {
  /** How long running imports may go on before they are cancelled, in ms. @default 25_000 */
  timeoutMs?: number;
}

/** All that is asked of a stopped one rejects with `stopped`. */
export interface Feedlock extends AsyncDisposable {
  /** How this process is named to others. */
  readonly node: string;

  /** Imports one feed now. Whatever becomes of it is a value: see `Outcome`. */
  import(url: string, run?: RunOptions): Promise<Settled>;

  /** Imports many, `concurrency` at a time. The outcomes come in the order of the URLs. */
  importAll(urls: readonly string[], run?: ImportAllOptions): Promise<Settled[]>;

  /** Calls back whenever an import of this process has settled; the function returned ends it. */
  on(event: 'settled', listener: (settled: Settled) => void): () => void;

  /**
   * The XState actor of a feed that is being imported here, to be watched; else one of its own, at rest. Stopping the one in
   * flight cancels the import. Rejects with `bad-url`.
   */
  actor(url: string): Promise<FeedActor>;

  /**
   * Runs a task of one's own that must not run twice at once.
   *
   * The lock alone cannot stop a paused process that wakes up late: the store that the task writes to must check the fence.
   * Rejects with what the task throws, after the lock has been released, or with `nats-unreachable`.
   */
  exclusive<Result>(key: string, task: (run: Exclusive) => Promise<Result>): Promise<ExclusiveOutcome<Result>>;

  /** The feeds that are known, the newest first. */
  feeds(list?: ListOptions): Promise<StoredFeed[]>;

  /** The entries of one feed, the newest first. Rejects with `bad-url`. */
  entries(url: string, list?: ListOptions): Promise<StoredEntry[]>;

  /**
   * Forgets what the older entries of a feed said, and says how many there were. They do not come back, as long as the feed may
   * still have them, and under whatever address. Rejects with `bad-url`, `bad-option`.
   */
  prune(url: string, options: PruneOptions): Promise<number>;

  /** What was imported, or failed to be: of one feed or of all, the newest first. Rejects with `bad-url`. */
  imports(url?: string, list?: ListOptions): Promise<ImportRecord[]>;

  /** Finds the feeds of a page: what it links to, else what is at customary places. Rejects with `bad-url`. */
  discover(url: string, options?: { signal?: AbortSignal }): Promise<Discovery>;

  /** Gives one feed limits of its own, from its next import on, in the place of those that it had. Rejects with `bad-url`, `bad-option`. */
  limit(url: string, limits: Partial<Limits>): Promise<void>;

  /** Where feeds have moved, the newest first. */
  moves(list?: ListOptions): Promise<RecordedMove[]>;

  /**
   * Takes a feed's last move back: it has its earlier URL again, and is not moved to that place by itself any more. `null`: it
   * has not moved. Rejects with `bad-url`; with `bad-option` if it has become part of another feed.
   */
  undoMove(url: string): Promise<UndoneMove | null>;

  /** The locks that are held now: which `node` holds each, for which feed (`url`) or task, since when. */
  locks(): Promise<Holder[]>;

  /** Reads the events that any node publishes. */
  events(read?: Omit<ReadEventsOptions, 'namespace'>): AsyncIterableIterator<FeedlockEvent, void>;

  /** Takes no more work, lets running imports finish, publishes what is committed, closes what it opened. */
  stop(options?: StopOptions): Promise<void>;
}

/**
 * A feed importer in this process. It shares its feeds with every other one that uses the same NATS and Postgres, and
 * installs no signal handlers.
 *
 * @throws FeedlockError `nats-unreachable`, `postgres-unreachable`, `embedded-services`, `lock-settings`,
 * `stream-settings`, `bad-option`
 */
export const createFeedlock = async (options: FeedlockOptions = {}): Promise<Feedlock> => {
  const settings = resolveOptions(options, process.env);
  const { node, namespace, log } = settings;
  const life = await startLife(() => openFeedlock(settings), settings);
  const { whileRunning } = life;
  const { nats, lock, keep, store, relay, feeds, hostOf, discover } = life.parts;
  const emitter = new EventEmitter<{ settled: [Settled] }>();

  const imports = createImports({
    parseUrl: (raw) => {
      life.requireRunning();
      return parseFeedUrl(raw);
    },
    identify: store.identify,
    feeds,
    hostOf,
    hostConcurrency: settings.hostConcurrency,
    node,
    onSettled: (settled) => {
      if (announced.has(settled.status) && settings.events !== 'none') relay.nudge();
      try {
        emitter.emit('settled', settled);
      } catch (error) {
        log.error(`listener of settled: ${reasonOf(error)}`);
      }
    },
  });

  const stop = ({ timeoutMs = 25_000 }: StopOptions = {}) => life.stop(Math.min(timeoutMs, longestTimer));

  return {
    node,
    import: whileRunning(imports.importOne),
    importAll: whileRunning(imports.importAll),
    on: (event, listener) => {
      emitter.on(event, listener);
      return () => emitter.off(event, listener);
    },
    actor: whileRunning(imports.actor),
    exclusive: whileRunning(createExclusive({ lock: lock.acquire, keep, mintFence: store.mintFence })),
    feeds: whileRunning(store.feeds),
    entries: whileRunning(store.entries),
    prune: whileRunning(store.prune),
    imports: whileRunning(store.imports),
    discover: whileRunning((url, { signal } = {}) => discover(url, signal)),
    limit: whileRunning(async (url, limits) => {
      if (typeof limits !== 'object' || limits === null || Array.isArray(limits))
        throw new FeedlockError('bad-option', `limit ${withoutLogin(`${url}`)}: the limits must be an object`);
      limitsOf(settings.fetch, limits);
      await store.setLimits(await store.identify(parseFeedUrl(url)), limits);
    }),
    moves: whileRunning(store.moves),
    undoMove: whileRunning(store.undoMove),
    locks: whileRunning(lock.holders),
    events: (read) => {
      life.requireRunning();
      return readEvents(nats, { ...read, namespace });
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
};
