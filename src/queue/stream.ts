import {
  AckPolicy,
  type ConsumerConfig,
  DeliverPolicy,
  DiscardPolicy,
  type NatsConnection,
  nanos,
  ReplayPolicy,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from 'nats';
import { FeedlockError } from '../errors.ts';
import { apiCode, openStream } from '../jetstream.ts';
import type { Logger } from '../log.ts';

export interface QueueOptions {
  namespace: string;
  /** Used when the queue is made. @default 1 */
  replicas?: number;
  log?: Logger;
  /** Streams among which feeds are divided by a digest; the same on every node. */
  shards: number;
  /** How long a request that a node has taken is kept from others, unless the node says that it is at it, in ms. */
  ackWait: number;
}

/** The consumer that all nodes share. */
export const consumerName = 'nodes';

const requestTimeout = 4_000;
const consumerNotFound = 10014;

export interface Shard {
  /** Of the stream. */
  name: string;
  /** What its subjects begin with. */
  prefix: string;
}

/** `<namespace>_requests`, or, of several, `<namespace>_requests_<n>`. */
export const shardsOf = ({ namespace, shards }: Pick<QueueOptions, 'namespace' | 'shards'>): Shard[] =>
  shards === 1
    ? [{ name: `${namespace}_requests`, prefix: `${namespace}.requests` }]
    : Array.from({ length: shards }, (_, shard) => ({
        name: `${namespace}_requests_${shard}`,
        prefix: `${namespace}.requests.${shard}`,
      }));

/** Ids of feeds are random: their beginning divides them evenly. */
export const shardOf = (feedId: string, shards: number): number => Number.parseInt(feedId.slice(0, 8), 16) % shards;

/** A feed waits, or is worked, once at a time: what else is asked of its subject is refused. */
const configOf = ({ name, prefix }: Shard, { replicas = 1, shards }: QueueOptions) => ({
  name,
  subjects: [`${prefix}.>`],
  storage: StorageType.File,
  retention: RetentionPolicy.Workqueue,
  discard: DiscardPolicy.New,
  discard_new_per_subject: true,
  max_msgs_per_subject: 1,
  num_replicas: replicas,
  metadata: { shards: `${shards}` },
});

const refuseOther = (found: StreamConfig, wanted: ReturnType<typeof configOf>) => {
  const settingsOf = (config: Partial<StreamConfig>) => ({
    retention: config.retention,
    discard: config.discard,
    discard_new_per_subject: config.discard_new_per_subject ?? false,
    max_msgs_per_subject: config.max_msgs_per_subject,
    queueShards: config.metadata?.shards,
  });
  const theirs = Object.entries(settingsOf(found));
  const ours = Object.values(settingsOf(wanted));
  const differences = theirs.flatMap(([setting, value], i) =>
    value === ours[i] ? [] : [`${setting} is ${value}, this node wants ${ours[i]}`],
  );
  if (differences.length === 0) return;
  const cure = 'use the same options on every node, or stop them all and delete the streams of requests';
  throw new FeedlockError('stream-settings', `open queue ${wanted.name}: ${differences.join('; ')}; ${cure}`);
};

const policies = {
  ack_policy: AckPolicy.Explicit,
  deliver_policy: DeliverPolicy.All,
  replay_policy: ReplayPolicy.Instant,
};

/** A delivery has no number of attempts: one that were given up would block its feed's subject for ever. */
const consumerOf = (ackWait: number) => ({ ack_wait: nanos(ackWait), max_deliver: -1, max_ack_pending: -1 });

/** Found as it should be, it is left alone: a change, even to the same, is a decision of the whole cluster. */
const openConsumer = async (connection: NatsConnection, stream: string, ackWait: number): Promise<void> => {
  const { consumers } = await connection.jetstreamManager({ checkAPI: false, timeout: requestTimeout });
  const wanted = consumerOf(ackWait);
  const find = async () => {
    try {
      return (await consumers.info(stream, consumerName)).config;
    } catch (thrown) {
      if (apiCode(thrown) !== consumerNotFound) throw thrown;
      return null;
    }
  };
  const isAsWanted = (found: ConsumerConfig | null) => found?.ack_wait === wanted.ack_wait;
  const found = await find();
  if (isAsWanted(found)) return;
  try {
    if (found === null) await consumers.add(stream, { ...wanted, ...policies, durable_name: consumerName });
    else await consumers.update(stream, consumerName, wanted);
  } catch (thrown) {
    // Of nodes that make it at the same moment, a cluster may answer one alone.
    if (!isAsWanted(await find())) throw thrown;
  }
};

/**
 * Opens the streams of requests and their consumer, making what is not there.
 *
 * @throws FeedlockError `nats-unreachable`; `stream-settings` if there are some that do not fit
 */
export const openQueue = async (connection: NatsConnection, options: QueueOptions): Promise<void> => {
  await Promise.all(
    shardsOf(options).map(async (shard) => {
      const config = configOf(shard, options);
      const act = `open queue ${shard.name}`;
      refuseOther(await openStream(connection, config, { act, timeout: requestTimeout, log: options.log }), config);
      await openConsumer(connection, shard.name, options.ackWait);
    }),
  );
};
