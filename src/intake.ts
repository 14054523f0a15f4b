import { EventEmitter } from 'node:events';
import type { Failure, Settled } from '../machines/model.ts';
import { createImports } from './actor/imports.ts';
import { createRegistry } from './actor/registry.ts';
import { createRequests } from './actor/requests.ts';
import { reasonOf } from './errors.ts';
import type { Running } from './life.ts';
import type { Opened } from './open.ts';
import type { Settings } from './options.ts';
import { createPolling } from './polling.ts';
import { createDepartures } from './queue/departures.ts';
import { createEnqueue } from './queue/enqueue.ts';
import { createAnnounce, createListen } from './queue/settled.ts';
import type { Commands } from './serve/service.ts';
import { parseFeedUrl } from './store/feed-url.ts';

/** Outcomes that write an event, most of the time. */
const announced = new Set<Settled['status']>(['imported', 'failed', 'gone']);

/** What is to be sent of imports that end at about the same time leaves together, in ms. */
const gathering = 5;

/** SQLSTATE query_canceled: it took too long, which may be the feed's own fault. */
const tookTooLong = '57014';

/** Without an outcome that is recorded, and yet nobody can have died of the feed: it was cancelled, or Postgres refused it for now. */
const isSurvived = ({ code, cause }: Failure): boolean =>
  code === 'cancelled' || (code === 'postgres-unreachable' && Object(cause).code !== tookTooLong);

/** All ways in which imports are asked for: by callers, by the queue, by the schedule. */
export const createIntake = (parts: Opened, settings: Settings, { requireRunning, whileRunning }: Running) => {
  const { nats, bucket, store, relay, feeds, hostOf } = parts;
  const { namespace, node, log, ttl, replicas, queueShards, hostConcurrency } = settings;
  const emitter = new EventEmitter<{ settled: [Settled] }>();
  const departure = createDepartures(gathering);
  const announce = createAnnounce(nats, namespace, departure);
  const queue = { namespace, replicas, shards: queueShards, ackWait: ttl + 1_000, log };
  const enqueue = createEnqueue(nats, queue);
  const parseUrl = (raw: string, act?: string) => {
    requireRunning();
    return parseFeedUrl(raw, act);
  };

  const tellSurvival = (settled: Settled) => {
    if (settled.status !== 'failed' || !isSurvived(settled.error)) return;
    const { url, feedId, fence } = settled;
    if (feedId === null || fence === null) return;
    store.survive(feedId, fence).catch((error) => log.debug(`remember that nobody died of ${url}: ${reasonOf(error)}`));
  };

  const imports = createImports({
    parseUrl,
    identify: store.identify,
    feeds,
    hostOf,
    hostConcurrency,
    node,
    onSettled: (settled) => {
      tellSurvival(settled);
      if (announced.has(settled.status) && settings.events !== 'none') relay.nudge();
      announce(settled).catch((error) => log.debug(`tell how ${settled.url} ended: ${reasonOf(error)}`));
      try {
        emitter.emit('settled', settled);
      } catch (error) {
        log.error(`listener of settled: ${reasonOf(error)}`);
      }
    },
  });

  const registry = createRegistry({ ...store, parseUrl });
  const requests = createRequests({
    parseUrl,
    identify: store.identify,
    find: store.find,
    node,
    enqueue,
    askAgain: store.askAgain,
    listen: createListen(nats, namespace),
    ttl,
  });
  const status = async () => {
    const [tally, queued, nodes] = await Promise.all([store.tally(), polling.backlog(), polling.nodes()]);
    return { ...tally, queue: queued, nodes: nodes.length };
  };
  const commands: Commands = {
    add: whileRunning(registry.add),
    remove: whileRunning(registry.remove),
    pause: whileRunning(registry.pause),
    resume: whileRunning(registry.resume),
    request: whileRunning(requests.request),
    import: whileRunning((urls: string[]) => imports.importAll(urls)),
    status: whileRunning(status),
  };
  const polling = createPolling(
    { nats, bucket, store, departure, enqueue, importFeed: imports.importFeed, hostOf, commands },
    settings,
    queue,
  );
  return { emitter, imports, registry, requests, status, polling };
};

export type Intake = ReturnType<typeof createIntake>;
