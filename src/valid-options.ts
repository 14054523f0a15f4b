import { FeedlockError, withoutLogin } from './errors.ts';
import type { FeedlockOptions, Settings } from './options.ts';
import {
  aFunction,
  anObject,
  aText,
  numberFrom,
  oneOf,
  requireOptions,
  requireWanted,
  trueOrFalse,
  type Wanted,
  wholeFrom,
} from './wanted.ts';

const act = 'create feedlock';

/** Ten years, in ms: beyond them the dates of Postgres end. */
const longestPeriod = 10 * 365 * 86_400_000;

/** What a timer of Node can wait for, in ms. */
const longestTimer = 2 ** 31 - 1;

/** Of places and imports. */
const count = wholeFrom(1, 1_000_000, '1 or more');
const period = wholeFrom(0, longestPeriod, '0 ms to ten years');
const interval = numberFrom(10, 3_600_000, '10 to 3,600,000 ms');

const methods = (...names: string[]): Wanted => ({
  words: `an object with the methods ${names.join(', ')}`,
  accepts: (value) => names.every((name) => typeof Object(value)[name] === 'function'),
});

const name: Wanted = {
  words: 'a well-formed text that is not empty, without U+0000',
  accepts: (value) => aText.accepts(value) && !`${value}`.includes('\0') && `${value}`.isWellFormed(),
};

const loginless = (value: unknown) => (typeof value === 'string' ? withoutLogin(value) : value);

const nats: Wanted = {
  words: 'a NatsConnection or { servers: […] } with one or more URLs',
  accepts: (value) => {
    const { jetstream, servers } = Object(value);
    return (
      value === null ||
      Boolean(jetstream) ||
      (Array.isArray(servers) && servers.length > 0 && servers.every(aText.accepts))
    );
  },
  shows: loginless,
};

const database: Wanted = {
  words: 'a postgres.js instance or { url: "postgres://…" }',
  accepts: (value) =>
    value === null || typeof value === 'function' || /^postgres(ql)?:/.test(`${Object(value).url ?? ''}`),
  shows: loginless,
};

const bound: Wanted = {
  words: 'ms, more than 0 and up to ten years',
  accepts: (value) => typeof value === 'number' && value > 0 && value <= longestPeriod,
};

const deadline: Wanted = {
  words: `ms, 1 to ${longestTimer}`,
  accepts: (value) => numberFrom(1, longestTimer, '').accepts(value) || aFunction.accepts(value),
};

const steps = ['permit', 'acquire', 'claim', 'fetch', 'parse', 'commit', 'move', 'release'];

const groups = {
  parse: {
    timeout: numberFrom(100, 600_000, '100 to 600,000 ms'),
    maxHeapMb: numberFrom(32, 65_536, '32 or more'),
    threads: count,
  },
  moves: { imports: count, ms: period },
  schedule: { min: bound, max: bound },
  retention: { imports: period, versions: period },
  deadlines: Object.fromEntries(steps.map((step) => [`${step}Deadline`, deadline])),
};

const wanted: Record<keyof FeedlockOptions, Wanted> = {
  nats,
  database,
  embedded: trueOrFalse,
  dataDir: aText,
  namespace: {
    words: 'letters, digits, - and _',
    accepts: (value) => aText.accepts(value) && /^[\w-]+$/.test(`${value}`),
  },
  node: name,
  ttl: numberFrom(1_000, longestTimer, '1,000 ms or more'),
  replicas: wholeFrom(1, Number.MAX_SAFE_INTEGER, '1 or more'),
  concurrency: count,
  queueShards: wholeFrom(1, 256, '1 to 256'),
  sweepInterval: interval,
  retention: anObject,
  hostConcurrency: count,
  hostSpacing: numberFrom(0, 3_600_000, '0 to 3,600,000 ms'),
  hostScope: oneOf('node', 'cluster'),
  limitScope: oneOf('url', 'host', 'domain'),
  fetch: anObject,
  parse: anObject,
  sanitize: trueOrFalse,
  unconditionalAfter: period,
  moves: anObject,
  schedule: anObject,
  events: oneOf('feed', 'entry', 'none'),
  relayInterval: interval,
  deadlines: anObject,
  inspect: {
    words: 'a function or an object with a method next',
    accepts: (value) => aFunction.accepts(value) || methods('next').accepts(value),
  },
  log: methods('debug', 'info', 'warn', 'error'),
};

/** Of what a caller gave. @throws FeedlockError `bad-option` */
export const requireGiven = (options: FeedlockOptions): void => {
  requireWanted(act, 'what stands for its options', options, anObject);
  requireOptions(act, options, wanted);
  for (const [group, table] of Object.entries(groups))
    requireOptions(act, options[group as keyof typeof groups] ?? {}, table, `${group}.`);
};

/** Of what the environment said, too. @throws FeedlockError `bad-option` */
export const requireValid = (settings: Settings, env: NodeJS.ProcessEnv): Settings => {
  requireOptions(act, settings, wanted);
  const { min, max } = settings.schedule;
  if (!(max >= min))
    throw new FeedlockError('bad-option', `${act}: schedule is ${min} to ${max}, must be ms, min up to max`);
  if (settings.nats === null) {
    const lonely = ['NATS_CREDS', 'NATS_NKEY', 'NATS_CA', 'NATS_CERT', 'NATS_KEY'].find((file) => env[file]);
    if (lonely)
      throw new FeedlockError('bad-option', `${act}: ${lonely} is set, but not NATS_URL, the servers that it is for`);
  }
  return settings;
};
