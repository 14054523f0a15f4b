import { connect, type NatsConnection } from 'nats';
import { afterAll, beforeAll, inject } from 'vitest';
import type { FeedlockOptions } from '../../src/index.ts';
import { createCluster } from '../feedlock/cluster.ts';
import { readEvents, readRecords } from './records.ts';
import { startWorker, type WatchOptions, type Worker } from './worker.ts';

/** A cluster whose nodes may be processes of their own, which end with the tests. */
export const createProcesses = () => {
  const cluster = createCluster();
  const workers: Worker[] = [];
  const opened = {} as { nats: NatsConnection };

  beforeAll(async () => {
    opened.nats = await connect({ servers: inject('natsUrl') });
  });
  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.kill()));
    await opened.nats.close();
  });

  const bucket = `${cluster.namespace}_locks`;
  const places = () => ({ client: cluster.database.client, nats: opened.nats, namespace: cluster.namespace });
  return {
    cluster,
    start: async (node: string, change: FeedlockOptions = {}, watch: WatchOptions = {}): Promise<Worker> => {
      const worker = await startWorker({ ...cluster.options(), node, ...change }, watch);
      workers.push(worker);
      return worker;
    },
    /** The keys of the locks that are held now. */
    lockKeys: async (): Promise<string[]> => {
      const { streams } = await opened.nats.jetstreamManager();
      const { state } = await streams.info(`KV_${bucket}`, { subjects_filter: '>' });
      return Object.keys(state.subjects ?? {}).map((subject) => subject.replace(`$KV.${bucket}.`, ''));
    },
    /** How many consumers its streams have. */
    consumers: async (): Promise<number> => {
      const { streams } = await opened.nats.jetstreamManager();
      let consumers = 0;
      for await (const { config, state } of streams.list()) {
        if (config.name.includes(cluster.namespace)) consumers += state.consumer_count;
      }
      return consumers;
    },
    /** Deletes the bucket of the locks, and makes one like it. */
    remakeBucket: async (): Promise<void> => {
      const { streams } = await opened.nats.jetstreamManager();
      const { config } = await streams.info(`KV_${bucket}`);
      await streams.delete(config.name);
      await streams.add(config);
    },
    /** What became of a feed, once all that was committed of it is published. */
    recordsOf: (url: string) => readRecords(places(), url),
    /** Its events that are on NATS by now. */
    eventsOf: (url: string) => readEvents(places(), url),
  };
};
