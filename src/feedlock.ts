import { EventEmitter } from 'node:events';
import { createExclusive, type Exclusive, type ExclusiveOutcome } from './actor/exclusive.ts';
import type { FeedActor, RunOptions } from './actor/feeds.ts';
import { createImports, type ImportAllOptions, type Settled } from './actor/imports.ts';
import { reasonOf } from './errors.ts';
import { startLife } from './life.ts';
import { openFeedlock } from './open.ts';
import { type FeedlockOptions, resolveOptions } from './options.ts';
import { type ReadEventsOptions, readEvents } from './publish/events.ts';
import { parseFeedUrl } from './store/feed-url.ts';
import type { ListOptions } from './store/lists.ts';

/** What a timer of Node can wait for, in ms: 24 days. */
const longestTimer = 2 ** 31 - 1;

export interface StopOptions {
  /** How long running imports may go on before they are cancelled, in ms. @default 25_000 */
  timeoutMs?: number;
}

/**
 * A feed importer in this process. It shares its feeds with every other one that uses the same NATS and Postgres, and
 * installs no signal handlers.
 *
 * @throws FeedlockError `nats-unreachable`, `postgres-unreachable`, `embedded-services`, `lock-settings`, `bad-option`
 */
export const createFeedlock = async (options: FeedlockOptions = {}) => {
  const settings = resolveOptions(options, process.env);
  const { node: name, namespace } = settings;
  const announces = settings.events !== 'none';
  const { parts, whileRunning, stop: end } = await startLife(() => openFeedlock(settings), settings);
  const { nats, lock, keep, store, relay, feeds } = parts;
  const emitter = new EventEmitter<{ settled: [Settled] }>();

  const imports = createImports({
    parseUrl: whileRunning(parseFeedUrl),
    identify: store.identify,
    feeds,
    node: name,
    onSettled: (settled) => {
      if (announces && (settled.status === 'imported' || settled.status === 'failed')) relay.nudge();
      try {
        emitter.emit('settled', settled);
      } catch (error) {
        settings.log.error(`listener of settled: ${reasonOf(error)}`);
      }
    },
  });
  const runExclusively = createExclusive({ lock: lock.acquire, keep, mintFence: store.mintFence });

  const stop = ({ timeoutMs = 25_000 }: StopOptions = {}): Promise<void> => end(Math.min(timeoutMs, longestTimer));

  return {
    /** How this process is named to others. */
    node: name,

    /** Imports one feed now. Whatever becomes of it is a value: see `Outcome`. */
    import: whileRunning((url: string, run?: RunOptions): Promise<Settled> => imports.importOne(url, run)),

    /** Imports many, `concurrency` at a time. The outcomes come in the order of the URLs. */
    importAll: whileRunning(
      (urls: Iterable<string>, run?: ImportAllOptions): Promise<Settled[]> => imports.importAll(urls, run),
    ),

    /** The XState actor of a feed: the one in flight, or one at rest. */
    actor: whileRunning((url: string): Promise<FeedActor> => imports.actor(url)),

    /** Runs a task of one's own that must not run twice at once. */
    exclusive: whileRunning(
      <Result>(key: string, task: (run: Exclusive) => Promise<Result>): Promise<ExclusiveOutcome<Result>> =>
        runExclusively(key, task),
    ),

    feeds: whileRunning((list?: ListOptions) => store.feeds(list)),
    entries: whileRunning((url: string, list?: ListOptions) => store.entries(url, list)),
    imports: whileRunning((url?: string, list?: ListOptions) => store.imports(url, list)),

    /** The locks that are held now, by whichever node. */
    locks: whileRunning(() => lock.holders()),

    /** Reads the events that any node publishes. */
    events: whileRunning((read?: Omit<ReadEventsOptions, 'namespace'>) => readEvents(nats, { ...read, namespace })),

    /** Calls back whenever an import of this process has settled; the function returned ends it. */
    on: (event: 'settled', listener: (settled: Settled) => void): (() => void) => {
      emitter.on(event, listener);
      return () => emitter.off(event, listener);
    },

    /** Takes no more work, lets running imports finish, publishes what is committed, closes what it opened. */
    stop,
    [Symbol.asyncDispose]: (): Promise<void> => stop(),
  };
};

export type Feedlock = Awaited<ReturnType<typeof createFeedlock>>;
