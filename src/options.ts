import { hostname } from 'node:os';
import type { NatsConnection } from 'nats';
import type { Sql } from 'postgres';
import type { FeedDelays } from './actor/feed.ts';
import type { Inspect } from './actor/feeds.ts';
import type { LimitScope } from './actor/scope.ts';
import { listIn, numberIn, switchIn } from './environment.ts';
import { FeedlockError } from './errors.ts';
import type { FetchOptions } from './fetch/options.ts';
import { settingsOf } from './fetch/settings.ts';
import type { NatsOptions } from './lock/connection.ts';
import { type Logger, silent } from './log.ts';
import { defaultParserOptions, type ParserOptions } from './parse/worker/bounds.ts';
import { defaultBounds } from './schedule/delay.ts';
import type { Bounds } from './schedule/estimate.ts';
import type { PostgresOptions } from './store/connection.ts';
import type { EventDetail } from './store/event-detail.ts';
import { type MoveEvidence, moveEvidence } from './store/move-evidence.ts';
import { defaultRetention, type RetentionOptions } from './store/retention-options.ts';
import { requireGiven, requireValid } from './valid-options.ts';

export interface FeedlockOptions {
  /**
   * Where NATS is, or a connection of one's own.
   * @default NATS_URL (comma-separated), NATS_CREDS, NATS_NKEY, NATS_CA, NATS_CERT, NATS_KEY; without them the embedded server
   */
  nats?: NatsConnection | Omit<NatsOptions, 'name'>;
  /** Where Postgres is, or a postgres.js instance of one's own. @default DATABASE_URL; without it the embedded server */
  database?: Sql | PostgresOptions;
  /** Whether a service that is not named is started here. @default true, unless FEEDLOCK_EMBEDDED is 0 */
  embedded?: boolean;
  /** Where embedded services keep their data. @default FEEDLOCK_DATA_DIR, else './.feedlock' */
  dataDir?: string;
  /** Begins the names of everything feedlock makes in NATS: letters, digits, - and _. One database belongs to one namespace. @default 'feedlock' */
  namespace?: string;
  /** How this process is named to others. @default FEEDLOCK_NODE, else host name and process id */
  node?: string;
  /** How long a lock outlives its holder, in ms, 1,000 or more; the same on every node. @default FEEDLOCK_TTL, else 30_000 */
  ttl?: number;
  /** Copies of locks, queue and events in a NATS cluster; used when they are made. @default FEEDLOCK_REPLICAS, else 1 */
  replicas?: number;
  /** Imports at a time that a started node takes from the queue. @default FEEDLOCK_CONCURRENCY, else 64 */
  concurrency?: number;
  /** Streams among which the queue is divided, for more requests than one takes; the same on every node. Changing it needs a drained queue. @default FEEDLOCK_QUEUE_SHARDS, else 1 */
  queueShards?: number;
  /** How often a started node looks for feeds that have become due, in ms. @default 1_000 */
  sweepInterval?: number;
  /** How long the history of imports and earlier versions of entries are kept, in ms. @default { imports: 30 days, versions: 90 days } */
  retention?: Partial<RetentionOptions>;
  /** Requests to one host at a time. @default 2 */
  hostConcurrency?: number;
  /** ms from the start of one request to a host to that of the next, in this process. @default 50 */
  hostSpacing?: number;
  /** Whose requests `hostConcurrency` counts: those of this process, or of all nodes together, for two more round trips an import. @default 'node' */
  hostScope?: 'node' | 'cluster';
  /** What counts as one host, for these limits and for what servers ask for: a URL, a host with its port, or a registrable domain. @default 'host' */
  limitScope?: LimitScope;
  /** How feeds are fetched. Without `proxy`: HTTP_PROXY, HTTPS_PROXY and NO_PROXY. */
  fetch?: Partial<FetchOptions>;
  /** What reading one feed may cost, in a thread of its own. @default { timeout: 10_000, maxHeapMb: 256, threads: cores − 1, 1 to 4 } */
  parse?: Partial<ParserOptions>;
  /** Whether entries are also kept as HTML that is safe to show (`safeContent`). @default true */
  sanitize?: boolean;
  /** How long a feed may be asked for on a condition before it is read whole again, in ms: some servers say 304 for ever. @default 604_800_000 */
  unconditionalAfter?: number;
  /** What it takes until a permanent redirect moves a feed: so many imports in a row, over so many ms. @default { imports: 5, ms: 604_800_000 } */
  moves?: Partial<MoveEvidence>;
  /** Between two imports of a feed that is polled, in ms; what its server asks for may make it longer. @default { min: 900_000, max: 86_400_000 } */
  schedule?: Partial<Bounds>;
  /** One event for an import, one more for each changed entry, or none. @default 'feed' */
  events?: EventDetail;
  /** How often to look for committed events that nobody publishes, as those of a node that died, in ms. @default 1_000 */
  relayInterval?: number;
  /**
   * What each step of an import may take, in ms; one that takes longer counts as failed.
   *
   * @default { permitDeadline: 300_000, acquireDeadline: 10_000, claimDeadline: 15_000, fetchDeadline: 30_000 more than
   * `totalTimeout`, parseDeadline: 60_000 more than `parse.timeout`, commitDeadline: 30_000, moveDeadline: 15_000,
   * releaseDeadline: 2_000 }
   */
  deadlines?: FeedDelays;
  /** Sees all that feed actors do: any XState inspector. */
  inspect?: Inspect;
  /** @default nothing is logged */
  log?: Logger;
}

export interface Settings extends Required<Omit<FeedlockOptions, 'nats' | 'database' | 'inspect'>> {
  /** `null`: the embedded server. */
  nats: NatsConnection | NatsOptions | null;
  database: Sql | PostgresOptions | null;
  fetch: FetchOptions;
  parse: ParserOptions;
  moves: MoveEvidence;
  schedule: Bounds;
  retention: RetentionOptions;
  inspect: Inspect | undefined;
}

const natsOf = (options: FeedlockOptions, env: NodeJS.ProcessEnv, name: string): Settings['nats'] => {
  const { nats } = options;
  if (nats) return 'jetstream' in Object(nats) ? (nats as NatsConnection) : { ...(nats as NatsOptions), name };
  const servers = listIn(env, 'NATS_URL');
  if (servers.length === 0) return null;
  const { NATS_CREDS: creds, NATS_NKEY: nkey, NATS_CA: ca, NATS_CERT: cert, NATS_KEY: key } = env;
  return { servers, name, creds, nkey, ca, cert, key };
};

const databaseOf = ({ DATABASE_URL: url }: NodeJS.ProcessEnv): PostgresOptions | null => {
  if (!url) return null;
  if (/^postgres(ql)?:/.test(url)) return { url };
  // Not what it is: it may hold a password.
  throw new FeedlockError('bad-option', 'create feedlock: DATABASE_URL does not begin with postgres://');
};

/** The names that other programs read, in either case. */
const proxyOf = (env: NodeJS.ProcessEnv): FetchOptions['proxy'] => {
  const [http, https, noProxy] = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].map(
    (name) => env[name.toLowerCase()] || env[name],
  );
  return http || https ? { ...(http && { http }), ...(https && { https }), ...(noProxy && { noProxy }) } : null;
};

/** An option that is there but undefined is one that was not given. */
const given = <Options extends object>(options: Options): Options =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options;

/** What was not given comes from the environment, and what is not there either has a default. @throws FeedlockError `bad-option` */
export const resolveOptions = (options: FeedlockOptions, env: NodeJS.ProcessEnv): Settings => {
  requireGiven(options);
  const node = options.node ?? (env.FEEDLOCK_NODE || `${hostname()}-${process.pid}`);
  const fetch = settingsOf({
    allowPrivate: switchIn(env, 'FEEDLOCK_ALLOW_PRIVATE', false),
    allow: listIn(env, 'FEEDLOCK_ALLOW'),
    proxy: proxyOf(env),
    ...given(options.fetch ?? {}),
  });
  const defaults = {
    embedded: switchIn(env, 'FEEDLOCK_EMBEDDED', true),
    dataDir: env.FEEDLOCK_DATA_DIR || '.feedlock',
    namespace: env.FEEDLOCK_NAMESPACE || 'feedlock',
    ttl: numberIn(env, 'FEEDLOCK_TTL', 30_000),
    replicas: numberIn(env, 'FEEDLOCK_REPLICAS', 1),
    concurrency: numberIn(env, 'FEEDLOCK_CONCURRENCY', 64),
    queueShards: numberIn(env, 'FEEDLOCK_QUEUE_SHARDS', 1),
    sweepInterval: 1_000,
    hostConcurrency: 2,
    hostSpacing: 50,
    hostScope: 'node',
    limitScope: 'host',
    sanitize: true,
    unconditionalAfter: 7 * 86_400_000,
    events: 'feed',
    relayInterval: 1_000,
    deadlines: {},
    log: silent,
    inspect: undefined,
  } as const;
  const resolved = {
    node,
    fetch,
    parse: { ...defaultParserOptions, ...given(options.parse ?? {}) },
    moves: { ...moveEvidence, ...given(options.moves ?? {}) },
    schedule: { ...defaultBounds, ...given(options.schedule ?? {}) },
    retention: { ...defaultRetention, ...given(options.retention ?? {}) },
    nats: natsOf(options, env, `feedlock ${node}`),
    database: options.database ?? databaseOf(env),
  };
  return requireValid({ ...defaults, ...given(options), ...resolved }, env);
};
