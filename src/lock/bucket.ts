import { DiscardPolicy, millis, type NatsConnection, nanos, StorageType, type StreamConfig } from 'nats';
import { FeedlockError } from '../errors.ts';
import { openStream } from '../jetstream.ts';
import type { Logger } from '../log.ts';
import { type KeyValue, natsKeyValue } from './kv.ts';
import { openRequests } from './requests.ts';

export interface BucketOptions {
  namespace: string;
  /** How long an entry lives after it was last written, in ms. */
  ttl: number;
  /** Used when the bucket is made. @default 1 */
  replicas?: number;
  log?: Logger;
  /** In ms. @default 2_000 */
  requestTimeout?: number;
}

export interface Bucket extends KeyValue {
  readonly name: string;
  /** Makes it anew if it was deleted. */
  reopen(): Promise<void>;
  stop(): void;
}

/** Making a stream takes a cluster longer than any other request, in ms. */
const openTimeout = 4_000;

const configOf = (name: string, { ttl, replicas = 1 }: BucketOptions) => ({
  name: `KV_${name}`,
  subjects: [`$KV.${name}.>`],
  max_msgs_per_subject: 1,
  max_age: nanos(ttl),
  storage: StorageType.File,
  num_replicas: replicas,
  discard: DiscardPolicy.New,
  allow_rollup_hdrs: true,
  // Followers may answer direct reads; a decision needs the leader's word.
  allow_direct: false,
  deny_delete: false,
});

/** What the protocol rests on, hence must be the same for all nodes, in words. */
const settingsOf = (config: Partial<StreamConfig>) => ({
  ttl: `${millis(config.max_age ?? 0)} ms`,
  storage: config.storage,
  history: config.max_msgs_per_subject,
  allow_direct: config.allow_direct ?? false,
  deny_delete: config.deny_delete ?? false,
});

const refuseOther = (name: string, found: Partial<StreamConfig>, wanted: Partial<StreamConfig>) => {
  const theirs = Object.entries(settingsOf(found));
  const ours = Object.values(settingsOf(wanted));
  const differences = theirs.flatMap(([setting, value], i) =>
    value === ours[i] ? [] : [`${setting} is ${value}, this node wants ${ours[i]}`],
  );
  if (differences.length === 0) return;
  const cure = 'use the same options on every node, or stop them all and delete the bucket';
  throw new FeedlockError('lock-settings', `open lock bucket ${name}: ${differences.join('; ')}; ${cure}`);
};

/** Opens the bucket `<namespace>_locks`, making it if there is none; refuses one that has other settings. */
export const openBucket = async (connection: NatsConnection, options: BucketOptions): Promise<Bucket> => {
  const name = `${options.namespace}_locks`;
  if (!/^[-\w]+$/.test(name)) {
    throw new FeedlockError(
      'bad-option',
      `namespace "${options.namespace}": only letters, digits, - and _ are possible`,
    );
  }
  const config = configOf(name, options);
  const reopen = async () => {
    const found = await openStream(connection, config, {
      act: `open lock bucket ${name}`,
      hint: 'is JetStream enabled there (nats-server -js), and may this user make streams?',
      timeout: openTimeout,
      log: options.log,
    });
    refuseOther(name, found, config);
  };
  await reopen();
  const requests = openRequests(connection, { timeout: options.requestTimeout ?? 2_000 });
  return { name, reopen, ...natsKeyValue(requests, name), stop: requests.stop };
};
