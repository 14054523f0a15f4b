import { createFeedLogic } from './actor/feed.ts';
import { createFeedActors } from './actor/feeds.ts';
import { createHosts } from './actor/hosts.ts';
import { createFetch } from './fetch/fetch.ts';
import { openBucket } from './lock/bucket.ts';
import { keepLease } from './lock/keeper.ts';
import { createLock } from './lock/lock.ts';
import type { Settings } from './options.ts';
import { parse } from './parse/parse.ts';
import { createRelay } from './publish/relay.ts';
import { openEventStream } from './publish/stream.ts';
import { connectServices, type Services } from './services.ts';
import { migrate } from './store/migrate.ts';
import { createOutbox } from './store/outbox.ts';
import { requireNamespace } from './store/owner.ts';
import { createStore } from './store/store.ts';

/** ms to wait for Postgres to come back when the answer to a commit was lost. */
const commitPatience = 8_000;

/** Puts the steps together, on services that answer. */
const assemble = async (settings: Settings, { nats, sql, close: closeServices }: Services) => {
  const { namespace, node, ttl, replicas, log } = settings;
  const [bucket] = await Promise.all([
    openBucket(nats, { namespace, ttl, replicas }),
    openEventStream(nats, { namespace, replicas }),
    migrate(sql).then(() => requireNamespace(sql, namespace)),
  ]);

  const lock = createLock({ kv: bucket }, { node, ttl });
  const store = createStore(sql, { node, events: settings.events, patience: commitPatience });
  const fetching = createFetch(settings.fetch);
  const relay = createRelay(
    { outbox: createOutbox(sql), connection: nats, log },
    { namespace, replicas, interval: settings.relayInterval },
  );

  const steps = {
    lock: lock.acquire,
    keep: (lease: Parameters<typeof keepLease>[0], onLost: () => void) => keepLease(lease, { every: ttl / 3, onLost }),
    claim: store.claim,
    fetch: fetching.fetch,
    parse,
    commit: store.commit,
  };
  const feeds = createFeedActors(
    { hosts: createHosts(settings.hostConcurrency), node, inspect: settings.inspect },
    (permit) => createFeedLogic({ ...steps, permit }, log, settings.deadlines),
  );

  relay.start();
  const close = async () => {
    await relay.stop();
    await Promise.all([fetching.stop(), lock.stop()]);
    bucket.stop();
    await closeServices();
  };
  return { nats, lock, keep: steps.keep, store, relay, feeds, close };
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
