import type { FeedContext } from '../machines/feed.ts';
import type { Document, Lease } from '../machines/model.ts';
import { createDiscovery } from './actor/discovery.ts';
import { createFeedLogic } from './actor/feed.ts';
import { createFeedActors } from './actor/feeds.ts';
import { createHosts } from './actor/hosts.ts';
import { createMoveFeed } from './actor/move.ts';
import { createPlan } from './actor/plan.ts';
import { createHostOf } from './actor/scope.ts';
import { FeedlockError, reasonOf } from './errors.ts';
import { createFetch } from './fetch/fetch.ts';
import { openBucket } from './lock/bucket.ts';
import { keepLease } from './lock/keeper.ts';
import { createLock } from './lock/lock.ts';
import { reopening } from './lock/reopening.ts';
import type { Settings } from './options.ts';
import type { ParseOptions } from './parse/parse.ts';
import { createParser } from './parse/worker/parser.ts';
import { createRelay } from './publish/relay.ts';
import { openEventStream } from './publish/stream.ts';
import { delayUntilDue } from './schedule/delay.ts';
import { backOff } from './schedule/estimate.ts';
import { rhythmOf } from './schedule/rhythm.ts';
import { connectServices, type Services } from './services.ts';
import type { ClaimRequest } from './store/claim.ts';
import { parseFeedUrl } from './store/feed-url.ts';
import { migrate } from './store/migrate.ts';
import { createOutbox } from './store/outbox.ts';
import { requireNamespace } from './store/owner.ts';
import { createStore } from './store/store.ts';

/** ms to wait for Postgres to come back when the answer to a commit was lost. */
const commitPatience = 8_000;

/** A due feed that was queued is queued again when it should have been imported, by so many ms. */
const visibilityMargin = 5_000;

/** Puts the steps together, on services that answer. */
const assemble = async (settings: Settings, { nats, sql, close: closeServices }: Services) => {
  const { namespace, node, ttl, replicas, log, events, moves, unconditionalAfter, schedule, retention } = settings;
  const [bucket] = await Promise.all([
    openBucket(nats, { namespace, ttl, replicas, log }),
    openEventStream(nats, { namespace, replicas, log }),
    migrate(sql).then(() => requireNamespace(sql, namespace)),
  ]);

  const lock = createLock({ kv: reopening(bucket) }, { node, ttl });
  const hostOf = createHostOf(settings.limitScope);
  const keep = (lease: Lease, onLost: () => void) => keepLease(lease, { every: ttl / 3, onLost });
  const store = createStore(sql, {
    node,
    events,
    moves,
    unconditionalAfter,
    hostOf,
    patience: commitPatience,
    visibility: ttl + visibilityMargin,
    retention,
    backOff: (failures) => backOff(failures, schedule, Math.random()),
  });
  const notBefore = (host: string) =>
    store.notBefore(host).catch((cause: unknown) => {
      throw new FeedlockError('postgres-unreachable', `look up the limits of ${host}: ${reasonOf(cause)}`, { cause });
    });
  const hosts = createHosts(
    { notBefore, ...(settings.hostScope === 'cluster' && { slots: { acquire: lock.acquire, keep } }) },
    { hostOf, concurrency: settings.hostConcurrency, spacing: settings.hostSpacing },
  );
  const fetching = createFetch(settings.fetch);
  const parser = createParser(settings.parse);
  const relay = createRelay(
    { outbox: createOutbox(sql), connection: nats, log },
    { namespace, replicas, interval: settings.relayInterval },
  );

  const steps = {
    lock: lock.acquire,
    keep,
    claim: async (request: ClaimRequest) => {
      const claim = await store.claim(request);
      // Who waits for the same host need not ask as well.
      if (claim.status === 'deferred') hosts.limit(request.feed.url, Number(claim.until) - Date.now());
      return claim;
    },
    parse: (document: Document, { sanitize }: ParseOptions, signal: AbortSignal) =>
      parser.parse(document, { sanitize: sanitize && settings.sanitize }, signal),
    compare: store.compare,
    sanitize: settings.sanitize ? parser.sanitize : (entries: string[]) => Promise.resolve(entries),
    plan: createPlan({ delayUntilDue: (visit) => delayUntilDue(visit, schedule, Math.random), rhythmOf }),
    commit: store.commit,
    move: createMoveFeed({ move: store.move, merge: store.merge, lock: lock.acquire }),
  };
  // Never before a fetch has ended by its own time-out.
  const fetchDeadline = ({ context }: { context: FeedContext }) =>
    30_000 + Math.max(settings.fetch.totalTimeout, context.claim?.source.limits.totalTimeout ?? 0);
  // A document may have to wait for others.
  const parseDeadline = 60_000 + settings.parse.timeout;
  const feeds = createFeedActors({ hosts, node, inspect: settings.inspect }, ({ admit, enterFor }) =>
    createFeedLogic(
      { ...steps, admit, fetch: (source, signal, feed) => fetching.fetch(source, signal, enterFor(feed)) },
      log,
      { fetchDeadline, parseDeadline, ...settings.deadlines },
    ),
  );
  const discover = createDiscovery({
    parseUrl: (raw) => parseFeedUrl(raw, 'find the feeds of'),
    fetch: fetching.fetch,
    parse: (document) => parser.parse(document, { sanitize: false }),
    enter: hosts.enter,
    limitHost: store.limitHost,
  });

  relay.start();
  const close = async () => {
    await relay.stop();
    await Promise.all([fetching.stop(), parser.stop(), hosts.stop()]);
    await lock.stop();
    bucket.stop();
    await closeServices();
  };
  return { nats, sql, bucket, lock, keep, store, relay, feeds, hostOf, discover, close };
};

/** Connects to both services, brings their schemas up to date and puts the steps together; leaves nothing open when it fails. */
export const openFeedlock = async (settings: Settings) => {
  const services = await connectServices(settings);
  try {
    return await assemble(settings, services);
  } catch (error) {
    await services.close();
    throw error;
  }
};

export type Opened = Awaited<ReturnType<typeof openFeedlock>>;
