import { FeedlockError } from './errors.ts';
import type { FeedlockOptions, Settings } from './options.ts';

/** Ten years, in ms: beyond them the dates of Postgres end. */
const longestPeriod = 10 * 365 * 86_400_000;

/** Of places and imports. */
const isCount = (value: number) => Number.isInteger(value) && value >= 1 && value <= 1_000_000;

const isPeriod = (value: number) => Number.isSafeInteger(value) && value >= 0 && value <= longestPeriod;

/** @throws FeedlockError `bad-option` */
export const requireValid = (settings: Settings): Settings => {
  const { namespace, node, ttl, replicas, events, nats, database, moves, schedule, unconditionalAfter, parse } =
    settings;
  const { hostConcurrency, hostSpacing, hostScope, limitScope } = settings;
  const refuse = (option: string, found: unknown, wanted: string) => {
    throw new FeedlockError('bad-option', `create feedlock: ${option} is ${found}, must be ${wanted}`);
  };
  if (!/^[\w-]+$/.test(namespace)) refuse('namespace', `"${namespace}"`, 'letters, digits, - and _');
  if (node.includes('\0') || !node.isWellFormed()) refuse('node', JSON.stringify(node), 'well-formed, without U+0000');
  if (!(ttl >= 1_000)) refuse('ttl', ttl, '1,000 ms or more');
  if (!isCount(settings.concurrency)) refuse('concurrency', settings.concurrency, '1 or more');
  const { queueShards, sweepInterval, retention } = settings;
  if (!(isCount(queueShards) && queueShards <= 256)) refuse('queueShards', queueShards, '1 to 256');
  if (!(sweepInterval >= 10 && sweepInterval <= 3_600_000))
    refuse('sweepInterval', sweepInterval, '10 to 3,600,000 ms');
  for (const [kind, ms] of Object.entries(retention))
    if (!isPeriod(ms)) refuse(`retention.${kind}`, ms, '0 ms to ten years');
  if (!isCount(hostConcurrency)) refuse('hostConcurrency', hostConcurrency, '1 or more');
  if (!(hostSpacing >= 0 && hostSpacing <= 3_600_000)) refuse('hostSpacing', hostSpacing, '0 to 3,600,000 ms');
  if (!['node', 'cluster'].includes(hostScope)) refuse('hostScope', `"${hostScope}"`, "'node' or 'cluster'");
  if (!['url', 'host', 'domain'].includes(limitScope))
    refuse('limitScope', `"${limitScope}"`, "'url', 'host' or 'domain'");
  if (!isCount(moves.imports)) refuse('moves.imports', moves.imports, '1 or more');
  if (!isPeriod(moves.ms)) refuse('moves.ms', moves.ms, '0 ms to ten years');
  if (!isPeriod(unconditionalAfter)) refuse('unconditionalAfter', unconditionalAfter, '0 ms to ten years');
  const { timeout, maxHeapMb, threads } = parse;
  if (!(timeout >= 100 && timeout <= 600_000)) refuse('parse.timeout', timeout, '100 to 600,000 ms');
  if (!(maxHeapMb >= 32 && maxHeapMb <= 65_536)) refuse('parse.maxHeapMb', maxHeapMb, '32 or more');
  if (!isCount(threads)) refuse('parse.threads', threads, '1 or more');
  const { min, max } = schedule;
  if (!(min > 0 && max >= min && isPeriod(Math.ceil(max)))) refuse('schedule', `${min} to ${max}`, 'ms, min up to max');
  if (!Number.isInteger(replicas) || replicas < 1) refuse('replicas', replicas, '1 or more');
  if (!['feed', 'entry', 'none'].includes(events)) refuse('events', `"${events}"`, "'feed', 'entry' or 'none'");
  const { jetstream, servers } = Object(nats);
  if (nats !== null && !jetstream && !Array.isArray(servers))
    refuse('nats', 'something else', 'a NatsConnection or { servers: […] }');
  if (database !== null && typeof database !== 'function' && !/^postgres(ql)?:/.test(Object(database).url ?? ''))
    refuse('database', 'something else', 'a postgres.js instance or { url: "postgres://…" }');
  return settings;
};

/** A name that means nothing is a typing error that nobody would hear of. @throws FeedlockError `bad-option` */
export const requireKnown = (options: FeedlockOptions, known: object): void => {
  const unknown = Object.keys(options).find((option) => !Object.hasOwn(known, option));
  if (unknown === undefined) return;
  const names = Object.keys(known).join(', ');
  throw new FeedlockError('bad-option', `create feedlock: there is no option ${unknown}; there are ${names}`);
};
