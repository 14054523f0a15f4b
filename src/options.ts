import { hostname } from 'node:os';
import type { NatsConnection } from 'nats';
import type { Sql } from 'postgres';
import type { FeedDelays } from './actor/feed.ts';
import type { Inspect } from './actor/feeds.ts';
import { FeedlockError } from './errors.ts';
import { type FetchOptions, fetchDefaults } from './fetch/options.ts';
import type { NatsOptions } from './lock/connection.ts';
import { type Logger, silent } from './log.ts';
import type { PostgresOptions } from './store/connection.ts';
import type { EventDetail } from './store/save.ts';

export interface FeedlockOptions {
  /**
   * Where NATS is, or a connection of one's own.
   * @default NATS_URL (comma-separated), NATS_CREDS, NATS_NKEY, NATS_CA, NATS_CERT, NATS_KEY; without them the embedded server
   */
  nats?: NatsConnection | Omit<NatsOptions, 'name'>;
  /** Where Postgres is, or a postgres.js instance of one's own. @default DATABASE_URL; without it the embedded server */
  database?: Sql | PostgresOptions;
  /** Where embedded services keep their data. @default FEEDLOCK_DATA_DIR, else './.feedlock' */
  dataDir?: string;
  /** Begins the names of everything feedlock makes in NATS: letters, digits, - and _. One database belongs to one namespace. @default 'feedlock' */
  namespace?: string;
  /** How this process is named to others. @default host name and process id */
  node?: string;
  /** How long a lock outlives its holder, in ms, 1,000 or more; the same on every node. @default 30_000 */
  ttl?: number;
  /** Copies of locks and events in a NATS cluster; used when they are made. @default 1 */
  replicas?: number;
  /** Imports of one host's feeds at a time, in this process. @default 2 */
  hostConcurrency?: number;
  /** How feeds are fetched. */
  fetch?: Partial<FetchOptions>;
  /** One event for an import, one more for each changed entry, or none. @default 'feed' */
  events?: EventDetail;
  /** How often to look for committed events that nobody publishes, as those of a node that died, in ms. @default 1_000 */
  relayInterval?: number;
  /** ms that each state of an import may take. */
  deadlines?: FeedDelays;
  /** Sees all that feed actors do: any XState inspector. */
  inspect?: Inspect;
  /** @default nothing is logged */
  log?: Logger;
}

export interface Settings extends Required<Omit<FeedlockOptions, 'nats' | 'database' | 'fetch' | 'inspect'>> {
  /** `null`: the embedded server. */
  nats: NatsConnection | NatsOptions | null;
  database: Sql | PostgresOptions | null;
  fetch: FetchOptions;
  inspect: Inspect | undefined;
}

const listOf = (text: string | undefined) =>
  text
    ?.split(',')
    .map((part) => part.trim())
    .filter(Boolean) ?? [];

const natsOf = (options: FeedlockOptions, env: NodeJS.ProcessEnv, name: string): Settings['nats'] => {
  const { nats } = options;
  if (nats) return 'jetstream' in Object(nats) ? (nats as NatsConnection) : { ...(nats as NatsOptions), name };
  const servers = listOf(env.NATS_URL);
  if (servers.length === 0) return null;
  const { NATS_CREDS: creds, NATS_NKEY: nkey, NATS_CA: ca, NATS_CERT: cert, NATS_KEY: key } = env;
  return { servers, name, creds, nkey, ca, cert, key };
};

const requireValid = (settings: Settings): Settings => {
  const { namespace, node, ttl, hostConcurrency, replicas, events, nats, database } = settings;
  const refuse = (option: string, found: unknown, wanted: string) => {
    throw new FeedlockError('bad-option', `create feedlock: ${option} is ${found}, must be ${wanted}`);
  };
  if (!/^[\w-]+$/.test(namespace)) refuse('namespace', `"${namespace}"`, 'letters, digits, - and _');
  if (node.includes('\0') || !node.isWellFormed()) refuse('node', JSON.stringify(node), 'well-formed, without U+0000');
  if (!(ttl >= 1_000)) refuse('ttl', ttl, '1,000 ms or more');
  if (!Number.isInteger(hostConcurrency) || hostConcurrency < 1)
    refuse('hostConcurrency', hostConcurrency, '1 or more');
  if (!Number.isInteger(replicas) || replicas < 1) refuse('replicas', replicas, '1 or more');
  if (!['feed', 'entry', 'none'].includes(events)) refuse('events', `"${events}"`, "'feed', 'entry' or 'none'");
  const { jetstream, servers } = Object(nats);
  if (nats !== null && !jetstream && !Array.isArray(servers))
    refuse('nats', 'something else', 'a NatsConnection or { servers: […] }');
  if (database !== null && typeof database !== 'function' && !/^postgres(ql)?:/.test(Object(database).url ?? ''))
    refuse('database', 'something else', 'a postgres.js instance or { url: "postgres://…" }');
  return settings;
};

/** An option that is there but undefined is one that was not given. */
const given = <Options extends object>(options: Options): Options =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options;

/** What was not given comes from the environment, and what is not there either has a default. @throws FeedlockError `bad-option` */
export const resolveOptions = (options: FeedlockOptions, env: NodeJS.ProcessEnv): Settings => {
  const node = options.node ?? `${hostname()}-${process.pid}`;
  const fetch = { ...fetchDefaults, allowPrivate: env.FEEDLOCK_ALLOW_PRIVATE === '1', ...given(options.fetch ?? {}) };
  return requireValid({
    dataDir: env.FEEDLOCK_DATA_DIR || '.feedlock',
    namespace: env.FEEDLOCK_NAMESPACE || 'feedlock',
    ttl: 30_000,
    replicas: 1,
    hostConcurrency: 2,
    events: 'feed',
    relayInterval: 1_000,
    deadlines: {},
    log: silent,
    inspect: undefined,
    ...given(options),
    node,
    fetch,
    nats: natsOf(options, env, `feedlock ${node}`),
    database: options.database ?? (env.DATABASE_URL ? { url: env.DATABASE_URL } : null),
  });
};
