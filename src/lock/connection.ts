import { readFile } from 'node:fs/promises';
import {
  type ConnectionOptions,
  connect,
  credsAuthenticator,
  type NatsConnection,
  NatsError,
  nkeyAuthenticator,
} from 'nats';
import { clientSettings } from '../client-settings.ts';
import { FeedlockError, reasonOf } from '../errors.ts';
import { type Logger, silent } from '../log.ts';
import { addressesOf, type NatsAddresses } from './servers.ts';

/** Where NATS is and who we are there; `creds`, `nkey`, `ca`, `cert` and `key` are files. */
export interface NatsOptions {
  /** `nats://[user:password@|token@]host[:port]`, or `tls://…`. */
  servers: string[];
  /** Shown by the server's monitoring. */
  name: string;
  creds?: string | undefined;
  nkey?: string | undefined;
  ca?: string | undefined;
  cert?: string | undefined;
  key?: string | undefined;
}

/** A connection counts as dead after so many unanswered pings and one interval more. */
const maxPingOut = 2;

/** So that it is noticed within half a lease, after 15 s with the default. */
const pingIntervalFor = (ttl: number) => Math.min(5_000, ttl / 2 / (maxPingOut + 1));

const settings = {
  maxPingOut,
  // The lease has its own deadline; until then every attempt may succeed.
  maxReconnectAttempts: -1,
  // A login that is refused for a while, as while it is changed, is no reason to give up for ever.
  ignoreAuthErrorAbort: true,
  reconnectTimeWait: 250,
  timeout: 2_000,
  noAsyncTraces: true,
} satisfies ConnectionOptions;

/** In ms. Each server is tried once, for `settings.timeout`: a few of them may be silent. */
const patience = 8_000;

const authenticatorOf = async ({ creds, nkey }: NatsOptions): Promise<ConnectionOptions> => {
  const file = creds ?? nkey;
  if (!file) return {};
  const secret = await readFile(file).catch((cause: unknown) => {
    throw new FeedlockError('bad-option', `read NATS ${creds ? 'credentials' : 'nkey'}: ${reasonOf(cause)}`, { cause });
  });
  return {
    authenticator: creds ? credsAuthenticator(secret) : nkeyAuthenticator(Buffer.from(secret.toString().trim())),
  };
};

const tlsOf = ({ ca, cert, key }: NatsOptions, { secure }: NatsAddresses): ConnectionOptions => {
  const files = { ...(ca && { caFile: ca }), ...(cert && { certFile: cert }), ...(key && { keyFile: key }) };
  return secure || Object.keys(files).length > 0 ? { tls: files } : {};
};

const unreachable = (where: string, cause: unknown) => {
  // The client names a code; what happened is in the error behind it.
  const reason = reasonOf(cause instanceof NatsError ? (cause.chainedError ?? cause) : cause);
  const hint =
    'set NATS_URL to a server that answers; if it asks for a login, put it there or set NATS_CREDS or NATS_NKEY';
  return new FeedlockError('nats-unreachable', `connect to NATS at ${where}: ${reason}; ${hint}`, { cause });
};

const within = <T>(ms: number, promise: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${ms / 1_000} s`)), ms);
    promise.finally(() => clearTimeout(timer)).then(resolve, reject);
  });

/** Connects, or throws `nats-unreachable` within 10 s. A dead server will be noticed within half of `ttl`. */
export const connectNats = async (options: NatsOptions, ttl = 30_000): Promise<NatsConnection> => {
  const addresses = addressesOf(options.servers);
  const where = addresses.hosts.join(', ');
  const connecting = connect({
    ...settings,
    pingInterval: pingIntervalFor(ttl),
    name: options.name,
    servers: addresses.hosts,
    ...addresses.login,
    ...(await authenticatorOf(options)),
    ...tlsOf(options, addresses),
  });
  try {
    return await within(patience, connecting);
  } catch (cause) {
    connecting.then(
      (late) => late.close(),
      () => {},
    );
    throw unreachable(where, cause);
  }
};

/** A connection that notices a dead server only after the lease has run out would lose every lock with it. */
export const refuseUnsafe = (connection: NatsConnection, ttl: number, log: Logger = silent): void => {
  const found = clientSettings(connection);
  if (found === null) {
    log.warn(
      `cannot read the ping settings of the given NATS connection: its pings must fail within the lease of ${ttl} ms`,
    );
    return;
  }
  if (found.maxReconnectAttempts !== -1)
    log.warn('the given NATS connection gives up after an outage, for good: connect with maxReconnectAttempts -1');
  const notices = found.pingInterval * (found.maxPingOut + 1);
  if (notices < ttl) return;
  const pings = `pingInterval ${found.pingInterval} ms, maxPingOut ${found.maxPingOut}`;
  throw new FeedlockError(
    'bad-option',
    `use the given NATS connection: it notices a dead server after ${notices} ms (${pings}), a lease lasts ${ttl} ms; ` +
      `connect with pingInterval ${pingIntervalFor(ttl)} and maxPingOut ${maxPingOut}, or make the lease longer`,
  );
};
