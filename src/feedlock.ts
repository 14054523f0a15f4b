import type { Limits, Settled } from '../machines/model.ts';
import type { Discovery } from './actor/discovery.ts';
import { createExclusive, type Exclusive, type ExclusiveOutcome } from './actor/exclusive.ts';
import type { FeedActor, RunOptions } from './actor/feeds.ts';
import type { ImportAllOptions } from './actor/imports.ts';
import type { Registered } from './actor/registry.ts';
import type { WaitOptions } from './actor/requests.ts';
import { withoutLogin } from './errors.ts';
import { createIntake } from './intake.ts';
import { startLife } from './life.ts';
import { createLimit } from './limit.ts';
import type { Holder } from './lock/holder.ts';
import { openFeedlock } from './open.ts';
import { type FeedlockOptions, resolveOptions } from './options.ts';
import type { FeedlockEvent } from './publish/event.ts';
import { type ReadEventsOptions, readEvents } from './publish/events.ts';
import type { Backlog } from './queue/backlog.ts';
import { requireServices } from './required-services.ts';
import { createHealth, type Health } from './serve/health.ts';
import type { NodeInfo } from './serve/nodes.ts';
import type { ListOptions } from './store/lists.ts';
import type { PruneOptions } from './store/prune.ts';
import type { ImportRecord, RecordedMove, StoredEntry, StoredFeed, Subscription } from './store/rows.ts';
import type { Tally } from './store/tally.ts';
import type { UndoneMove } from './store/undo.ts';
import { aFunction, anAbortSignal, anObject, numberFrom, oneOf, requireCall, requireWanted } from './wanted.ts';

/** What a timer of Node can wait for, in ms: 24 days. */
const longestTimer = 2 ** 31 - 1;

export interface StopOptions {
  /** How long running imports may go on before they are cancelled, in ms. @default 25_000 */
  timeoutMs?: number;
}

export interface Status extends Tally {
  /** Requests that no node has taken yet, and those that are being worked. */
  queue: Backlog;
  /** Started and alive. */
  nodes: number;
}

/** All that is asked of a stopped one rejects with `stopped`. */
export interface Feedlock extends AsyncDisposable {
  /** How this process is named to others. */
  readonly node: string;

  /** Imports one feed now. Whatever becomes of it is a value: see `Outcome`. */
  import(url: string, run?: RunOptions): Promise<Settled>;

  /** Imports many, `concurrency` at a time. The outcomes come in the order of the URLs. */
  importAll(urls: readonly string[], run?: ImportAllOptions): Promise<Settled[]>;

  /**
   * Begins to import feeds when they are due, and when they are requested, together with all other nodes that were started. A
   * process that has not called it only does what it is asked itself. Rejects with `nats-unreachable`, `stream-settings`.
   */
  start(): Promise<void>;

  /** Puts feeds on the schedule; from then on any started node imports them whenever they are due, beginning now. */
  add(urls: readonly string[]): Promise<Registered<'added' | 'known'>[]>;

  /** Forgets feeds, with their entries and their history. */
  remove(urls: readonly string[]): Promise<Registered<'removed'>[]>;

  /** Takes feeds off the schedule until they are resumed. */
  pause(urls: readonly string[]): Promise<Registered<'paused' | 'not-polled'>[]>;

  /** Puts paused feeds back on the schedule; they are due now. */
  resume(urls: readonly string[]): Promise<Registered<'resumed' | 'not-paused'>[]>;

  /** Has feeds imported by whichever started node is free. `waiting`: it is queued already, or being imported, and will be once more. */
  request(urls: readonly string[]): Promise<Registered<'queued' | 'waiting'>[]>;

  /**
   * Has a feed imported by whichever started node is free, and waits until one has done so, for ever if there is none, and also
   * while a service is away. Rejects with `bad-url`, with `nats-unreachable` or `postgres-unreachable` if one is away as it
   * begins, and with `cancelled` when `signal` aborts.
   */
  requestAndWait(url: string, wait?: WaitOptions): Promise<Settled>;

  /** The nodes that were started and are alive. */
  nodes(): Promise<NodeInfo[]>;

  /**
   * How many feeds there are, and how they do; what is in the queue; how many nodes there are. Rejects with `nats-unreachable`,
   * `postgres-unreachable`.
   */
  status(): Promise<Status>;

  /** Whether this process can do its work now, and what it lacks. Never rejects. */
  health(): Promise<Health>;

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
   * Rejects with what the task throws, after the lock has been released, or with `nats-unreachable`,
   * `postgres-unreachable`, `bad-option`.
   */
  exclusive<Result>(key: string, task: (run: Exclusive) => Promise<Result>): Promise<ExclusiveOutcome<Result>>;

  /** All feeds on the schedule, paused or not. */
  subscriptions(): Promise<Subscription[]>;

  /** The feeds that are known, the newest first. */
  feeds(list?: ListOptions): Promise<StoredFeed[]>;

  /** The entries of one feed, the newest first. Rejects with `bad-url`. */
  entries(url: string, list?: ListOptions): Promise<StoredEntry[]>;

  /**
   * Forgets what the older entries of a feed said, and says how many there were. They do not come back, as long as the feed may
   * still have them, and under whatever address. Rejects with `bad-url`, `bad-option`, `feed-row-busy`.
   */
  prune(url: string, options: PruneOptions): Promise<number>;

  /** What was imported, or failed to be: of one feed or of all, the newest first. Rejects with `bad-url`. */
  imports(url?: string, list?: ListOptions): Promise<ImportRecord[]>;

  /** Finds the feeds of a page: what it links to, else what is at customary places. Rejects with `bad-url`. */
  discover(url: string, options?: { signal?: AbortSignal }): Promise<Discovery>;

  /**
   * Gives one feed limits of its own, from its next import on, in the place of those that it had. Rejects with
   * `bad-url`, `bad-option`: of wrong limits, and of a feed that is not known.
   */
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
  requireServices(settings);
  const { node, namespace } = settings;
  const life = await startLife(async (running) => {
    const parts = await openFeedlock(settings);
    return { ...parts, ...createIntake(parts, settings, running) };
  }, settings);
  const { whileRunning } = life;
  const { nats, sql, lock, keep, store, discover, emitter, imports, registry, requests, polling } = life.parts;
  /** What is due now need not wait for the next look. */
  const nudging = <Arguments extends unknown[], Result>(act: (...values: Arguments) => Promise<Result>) =>
    whileRunning(async (...values: Arguments) => {
      const result = await act(...values);
      polling.nudge();
      return result;
    });

  const stop = async (options: StopOptions = {}) => {
    requireCall('stop', options, { timeoutMs: numberFrom(0, Number.POSITIVE_INFINITY, 'ms, 0 or more') });
    return life.stop(Math.min(options.timeoutMs ?? 25_000, longestTimer));
  };

  return {
    node,
    import: whileRunning(imports.importOne),
    importAll: whileRunning(imports.importAll),
    start: whileRunning(polling.start),
    add: nudging(registry.add),
    remove: whileRunning(registry.remove),
    pause: whileRunning(registry.pause),
    resume: nudging(registry.resume),
    request: whileRunning(requests.request),
    requestAndWait: whileRunning(requests.requestAndWait),
    nodes: whileRunning(polling.nodes),
    status: whileRunning(life.parts.status),
    health: createHealth(nats, sql, { isRunning: life.isRunning, trouble: polling.trouble }),
    on: (event, listener) => {
      requireWanted('listen', 'the event', event, oneOf('settled'));
      requireWanted('listen', 'the listener', listener, aFunction);
      emitter.on(event, listener);
      return () => emitter.off(event, listener);
    },
    actor: whileRunning(imports.actor),
    exclusive: whileRunning(createExclusive({ lock: lock.acquire, keep, mintFence: store.mintFence })),
    subscriptions: whileRunning(store.subscriptions),
    feeds: whileRunning(store.feeds),
    entries: whileRunning(store.entries),
    prune: whileRunning(store.prune),
    imports: whileRunning(store.imports),
    discover: whileRunning(async (url, options = {}) => {
      requireCall(`find the feeds of ${withoutLogin(`${url}`)}`, options, { signal: anAbortSignal });
      return discover(url, options.signal);
    }),
    limit: whileRunning(createLimit(store, settings.fetch)),
    moves: whileRunning(store.moves),
    undoMove: whileRunning(store.undoMove),
    locks: whileRunning(lock.holders),
    events: (read = {}) => {
      life.requireRunning();
      requireWanted('read events', 'what stands for its options', read, anObject);
      return readEvents(nats, { ...read, namespace });
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
};
