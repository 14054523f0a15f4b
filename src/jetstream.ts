import type { ApiError, JetStreamManager, NatsConnection, StreamConfig } from 'nats';
import { FeedlockError, reasonOf } from './errors.ts';
import type { Logger } from './log.ts';

/** By form: a connection that we were given may throw the errors of another copy of the client. */
export const apiCode = (thrown: unknown): number | undefined =>
  (thrown as { api_error?: ApiError } | null)?.api_error?.err_code;

export type Wanted = Partial<StreamConfig> & Pick<StreamConfig, 'name'>;

const streamNotFound = 10059;
const nameInUse = 10058;
const subjectsOverlap = 10065;

const findOrMake = async ({ streams }: JetStreamManager, config: Wanted): Promise<StreamConfig> => {
  const find = async () => (await streams.info(config.name)).config;
  try {
    return await find();
  } catch (thrown) {
    if (apiCode(thrown) !== streamNotFound) throw thrown;
  }
  try {
    return (await streams.add(config)).config;
  } catch (thrown) {
    if (apiCode(thrown) !== nameInUse) throw thrown;
    return find();
  }
};

const otherCopies = ({ name, num_replicas: found }: StreamConfig, { num_replicas: wanted }: Wanted) =>
  `stream ${name} was made with ${found} ${found === 1 ? 'copy' : 'copies'}, this process is told ${wanted}: ` +
  `\`nats stream edit ${name} --replicas ${wanted}\` changes it`;

interface Opening {
  log?: Logger | undefined;
  /** `open event stream x`, for its error. */
  act: string;
  hint?: string;
  /** In ms. */
  timeout: number;
}

/**
 * A stream's settings, as found or as made: whoever of many nodes comes first makes it.
 *
 * @throws FeedlockError `nats-unreachable`; `stream-settings` if another stream has its subjects
 */
export const openStream = (
  connection: NatsConnection,
  config: Wanted,
  { act, hint, timeout, log }: Opening,
): Promise<StreamConfig> =>
  connection
    .jetstreamManager({ checkAPI: false, timeout })
    .then((manager) => findOrMake(manager, config))
    .then((found) => {
      if (found.num_replicas !== (config.num_replicas ?? 1)) log?.warn(otherCopies(found, config));
      return found;
    })
    .catch((cause: unknown) => {
      const message = `${act} on NATS at ${connection.getServer()}: ${reasonOf(cause)}`;
      if (apiCode(cause) === subjectsOverlap)
        throw new FeedlockError('stream-settings', `${message}; use the same options on every node`, { cause });
      throw new FeedlockError('nats-unreachable', hint ? `${message}; ${hint}` : message, { cause });
    });
