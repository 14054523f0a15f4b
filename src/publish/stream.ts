import { DiscardPolicy, type NatsConnection, nanos, RetentionPolicy, StorageType, type StreamConfig } from 'nats';
import { FeedlockError } from '../errors.ts';
import { openStream } from '../jetstream.ts';
import type { Logger } from '../log.ts';

export interface EventStreamOptions {
  namespace: string;
  /** Used when the stream is made. @default 1 */
  replicas?: number;
  log?: Logger;
}

const requestTimeout = 2_000;
const day = 86_400_000;

export const streamOf = (namespace: string): string => `${namespace}_events`;

const configOf = ({ namespace, replicas = 1 }: EventStreamOptions) => ({
  name: streamOf(namespace),
  subjects: [`${namespace}.events.>`],
  storage: StorageType.File,
  retention: RetentionPolicy.Limits,
  discard: DiscardPolicy.Old,
  max_age: nanos(7 * day),
  max_bytes: 1024 ** 3,
  // Within it an event that is published again is dropped by its id.
  duplicate_window: nanos(120_000),
  num_replicas: replicas,
});

/** Limits are the operator's to change; what would lose events, or hold up the relay for ever, is not. */
const refuseOther = (found: StreamConfig, wanted: ReturnType<typeof configOf>) => {
  const differences = (['storage', 'retention', 'discard'] as const).flatMap((setting) =>
    found[setting] === wanted[setting] ? [] : [`${setting} is ${found[setting]}, must be ${wanted[setting]}`],
  );
  const missing = wanted.subjects.filter((subject) => !found.subjects.includes(subject));
  if (missing.length > 0) differences.push(`subjects are ${found.subjects}, must include ${missing}`);
  if (differences.length === 0) return;
  throw new FeedlockError(
    'stream-settings',
    `open event stream ${wanted.name}: ${differences.join('; ')}; edit the stream, or use another namespace`,
  );
};

/**
 * Opens the stream `<namespace>_events`, making it if there is none.
 *
 * @throws FeedlockError `nats-unreachable`; `stream-settings` if there is one that cannot hold our events
 */
export const openEventStream = async (connection: NatsConnection, options: EventStreamOptions): Promise<void> => {
  const config = configOf(options);
  const found = await openStream(connection, config, {
    act: `open event stream ${config.name}`,
    timeout: requestTimeout,
    log: options.log,
  });
  refuseOther(found, config);
};
