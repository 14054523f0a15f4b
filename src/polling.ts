import type { NatsConnection, Service } from 'nats';
import type { FeedRequest, Outcome } from '../machines/model.ts';
import { createCrowd } from './actor/crowd.ts';
import { createWorker } from './actor/worker.ts';
import { reasonOf } from './errors.ts';
import type { Bucket } from './lock/bucket.ts';
import { createLoop } from './loop.ts';
import type { Settings } from './options.ts';
import { createBacklog } from './queue/backlog.ts';
import { createConsumer } from './queue/consumer.ts';
import type { Departure } from './queue/departures.ts';
import type { Enqueued } from './queue/enqueue.ts';
import { openQueue, type QueueOptions } from './queue/stream.ts';
import { createSweeper } from './schedule/sweeper.ts';
import { createListNodes } from './serve/nodes.ts';
import { type Commands, openService } from './serve/service.ts';
import type { Store } from './store/store.ts';
import { version } from './version.ts';

interface PollingDeps {
  nats: NatsConnection;
  bucket: Bucket;
  store: Store;
  departure: Departure;
  enqueue(request: FeedRequest): Promise<Enqueued>;
  importFeed(request: FeedRequest): Promise<Outcome>;
  hostOf(url: string): string;
  commands: Commands;
}

/** ms for which what is known of the other nodes is good enough. */
const capacityAge = 5_000;

/** ms between two looks for what is too old to be kept. */
const retentionInterval = 600_000;

/** This node's share of the work that all nodes do: it takes due feeds into the queue, and requests out of it. */
export const createPolling = (deps: PollingDeps, settings: Settings, queue: QueueOptions) => {
  const { nats, bucket, store, departure, enqueue, importFeed, hostOf, commands } = deps;
  const { namespace, node, log, ttl, concurrency, hostConcurrency, sweepInterval } = settings;
  const crowd = createCrowd({ concurrency, perHost: hostConcurrency });
  const work = createWorker({ importFeed, putOff: store.putOff, hostOf, crowd, ttl });
  const reopen = () => Promise.all([openQueue(nats, queue), bucket.reopen()]);
  const consumer = createConsumer({ connection: nats, log, departure, free: crowd.free, work, reopen }, queue);
  const backlogOf = createBacklog(nats, queue);
  const listNodes = createListNodes(nats, namespace);

  let known = { places: concurrency, nodes: 1, at: Number.NEGATIVE_INFINITY };
  const learnNodes = async () => {
    known.at = performance.now();
    const nodes = await listNodes();
    const places = nodes.reduce((sum, one) => sum + one.concurrency, 0);
    known = { ...known, places: Math.max(concurrency, places), nodes: Math.max(1, nodes.length) };
  };
  /** As it was a moment ago: the answers of all nodes take longer than a sweep. */
  const capacity = async () => {
    if (performance.now() - known.at > capacityAge) learnNodes().catch((error) => log.debug(reasonOf(error)));
    return known;
  };
  /** What was handed out and is to be handed out again, as for a busy feed, takes no place meanwhile. */
  const backlog = async () => {
    const [{ waiting, running, delivered }, { places }] = await Promise.all([backlogOf(), capacity()]);
    return { queued: waiting + Math.min(running, places), delivered };
  };
  const sweeper = createSweeper(
    { takeDue: store.takeDue, enqueue, reopen, backlog, capacity, log },
    { interval: sweepInterval },
  );
  const retention = createLoop(async () => ((await store.forget()) ? 100 : retentionInterval * (0.5 + Math.random())), {
    name: 'remove what is too old',
    log,
  });

  let service: Service | null = null;
  let started: Promise<void> | null = null;
  const open = async () => {
    await openQueue(nats, queue);
    service = await openService(nats, commands, {
      namespace,
      node,
      version,
      concurrency,
      running: () => consumer.running,
    });
    consumer.start();
    sweeper.start();
    retention.start();
  };

  return {
    /** @throws FeedlockError `nats-unreachable`, `stream-settings` */
    start: (): Promise<void> => {
      started ??= open().catch((error) => {
        started = null;
        throw error;
      });
      return started;
    },
    nudge: sweeper.ring,
    trouble: (): string | null => consumer.trouble ?? sweeper.trouble,
    backlog: backlogOf,
    nodes: listNodes,
    /** Takes no more; settles when all that was taken is done with. */
    stop: async (): Promise<void> => {
      await started?.catch(() => undefined);
      await Promise.all([service?.stop(), sweeper.stop(), retention.stop(), consumer.stop()]);
    },
  };
};
