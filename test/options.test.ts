import { describe, expect, it } from 'vitest';
import { feedMachine } from '../machines/feed.ts';
import { type FeedlockOptions, resolveOptions } from '../src/options.ts';
import { requireServices } from '../src/required-services.ts';
import { createLog } from './publish/logs.ts';

const both = { NATS_URL: 'nats://a', DATABASE_URL: 'postgres://a/b' };

describe('an option', () => {
  it('that is there but undefined has its default', () => {
    const given = {
      namespace: undefined,
      events: undefined,
      ttl: undefined,
      log: undefined,
      fetch: { maxBytes: undefined },
    };
    const { namespace, events, ttl, log, fetch } = resolveOptions(given as unknown as FeedlockOptions, {});
    expect({ namespace, events, ttl }).toEqual({ namespace: 'feedlock', events: 'feed', ttl: 30_000 });
    expect(log).toBeDefined();
    expect(fetch.maxBytes).toBe(15 * 2 ** 20);
  });

  it('that is given counts more than the environment', () => {
    const env = { FEEDLOCK_NAMESPACE: 'from_env', NATS_URL: 'nats://a, nats://b', DATABASE_URL: 'postgres://env/db' };
    expect(resolveOptions({}, env)).toMatchObject({
      namespace: 'from_env',
      nats: { servers: ['nats://a', 'nats://b'] },
      database: { url: 'postgres://env/db' },
    });
    const own = { namespace: 'own', nats: { servers: ['nats://c'] }, database: { url: 'postgres://own/db' } };
    expect(resolveOptions(own, env)).toMatchObject(own);
  });

  it('takes proxies from where other programs do, in either case, unless it is told otherwise', () => {
    const env = { HTTP_PROXY: 'http://a:1', https_proxy: 'http://b:2', HTTPS_PROXY: 'http://c:3', NO_PROXY: 'local' };
    const proxy = { http: 'http://a:1', https: 'http://b:2', noProxy: 'local' };
    expect(resolveOptions({}, env).fetch).toMatchObject({ proxy });
    expect(resolveOptions({ fetch: { proxy: null } }, env).fetch).toMatchObject({ proxy: null });
    expect(resolveOptions({}, { NO_PROXY: '*' }).fetch).toMatchObject({ proxy: null });
  });

  it('takes what may be fetched whatever its address from the environment, as pairs of host and port', () => {
    const env = { FEEDLOCK_ALLOW: 'intranet:80, 10.0.0.7:8080' };
    expect(resolveOptions({}, env).fetch).toMatchObject({ allow: ['intranet:80', '10.0.0.7:8080'] });
    expect(resolveOptions({ fetch: { allow: ['own:80'] } }, env).fetch).toMatchObject({ allow: ['own:80'] });
  });

  it.each<[unknown, string]>([
    [{ namespace: 'a.b' }, 'create feedlock: namespace is "a.b", must be letters, digits, - and _'],
    [{ ttl: 999 }, 'create feedlock: ttl is 999, must be 1,000 ms or more'],
    [{ ttl: Number.NaN }, 'ttl is NaN'],
    [{ nats: 'nats://a' }, 'nats is "nats://a", must be a NatsConnection or'],
    [{ database: {} }, 'database is an object, must be a postgres.js instance or'],
    [{ database: { url: 'mysql://a/b' } }, 'database is an object'],
    [{ replicas: 0 }, 'replicas is 0'],
    [{ hostConcurrency: 0 }, 'hostConcurrency is 0, must be 1 or more'],
    [{ hostSpacing: -1 }, 'hostSpacing is -1, must be 0 to 3,600,000 ms'],
    [{ hostScope: 'world' }, `hostScope is "world", must be 'node' or 'cluster'`],
    [{ limitScope: 'ip' }, `limitScope is "ip", must be 'url', 'host' or 'domain'`],
    [{ moves: { imports: 0 } }, 'moves.imports is 0, must be 1 or more'],
    [{ moves: { ms: 0.5 } }, 'moves.ms is 0.5, must be 0 ms to ten years'],
    [
      { tll: 5 } as FeedlockOptions,
      'create feedlock: there is no option tll; there are nats, database, embedded, dataDir, namespace',
    ],
    [
      { fetch: { totalTimeOut: 5 } as object },
      'create feedlock: there is no option fetch.totalTimeOut; there are connectTimeout',
    ],
    [{ schedule: { min: 10, max: 5 } }, 'schedule is 10 to 5, must be ms, min up to max'],
    [{ unconditionalAfter: Number.NaN }, 'unconditionalAfter is NaN, must be 0 ms to ten years'],
    [{ fetch: { totalTimeout: 0 } }, 'create feedlock: fetch.totalTimeout is 0, must be ms, more than 0'],
    [{ node: 'a\0b' }, 'node is "a\\u0000b"'],
    [{ node: '' }, 'node is "", must be a well-formed text that is not empty'],
    [{ node: 5 }, 'node is 5'],
    [{ nats: 'nats://u:secret@a' }, 'nats is "nats://a"'],
    [{ dataDir: '' }, 'dataDir is "", must be a text that is not empty'],
    [
      { nats: { servers: [] } },
      'nats is an object, must be a NatsConnection or { servers: […] } with one or more URLs',
    ],
    [{ database: 'postgres://u:secret@a/b' }, 'database is "postgres://a/b", must be a postgres.js'],
    [{ log: () => {} }, 'log is a function, must be an object with the methods debug, info, warn, error'],
    [{ log: { info() {} } }, 'log is an object, must be an object with the methods'],
    [{ sanitize: 'no' }, 'sanitize is "no", must be true or false'],
    [{ relayInterval: 0 }, 'relayInterval is 0, must be 10 to 3,600,000 ms'],
    [{ inspect: 5 }, 'inspect is 5, must be a function or an object with a method next'],
    [{ parse: { time: 1 } as object }, 'there is no option parse.time; there are timeout, maxHeapMb, threads'],
    [{ parse: 5 }, 'parse is 5, must be an object'],
    [{ moves: { days: 1 } as object }, 'there is no option moves.days; there are imports, ms'],
    [{ schedule: { every: 1 } as object }, 'there is no option schedule.every; there are min, max'],
    [{ retention: { feeds: 1 } as object }, 'there is no option retention.feeds; there are imports, versions'],
    [{ deadlines: { fetch: 1 } as object }, 'there is no option deadlines.fetch; there are permitDeadline'],
    [{ deadlines: { fetchDeadline: '1' } }, 'deadlines.fetchDeadline is "1", must be ms, 1 to 2147483647'],
    [null, 'create feedlock: what stands for its options is null, must be an object'],
  ])('%j is refused: it names itself, what was given and what is possible', (options, message) => {
    expect(() => resolveOptions(options as FeedlockOptions, {})).toThrow(
      expect.objectContaining({ code: 'bad-option' }),
    );
    expect(() => resolveOptions(options as FeedlockOptions, {})).toThrow(message);
  });

  it.each([
    [{ DATABASE_URL: 'me:secret@foo' }, 'DATABASE_URL does not begin with postgres://'],
    [{ FEEDLOCK_TTL: '30s' }, 'FEEDLOCK_TTL is "30s", must be a whole number'],
    [{ FEEDLOCK_ALLOW_PRIVATE: 'maybe' }, 'FEEDLOCK_ALLOW_PRIVATE is "maybe", must be 1 or 0'],
    [{ FEEDLOCK_CONCURRENCY: '0' }, 'concurrency is 0, must be 1 or more'],
    [{ NATS_CREDS: '/secret' }, 'NATS_CREDS is set, but not NATS_URL'],
    [{ FEEDLOCK_NAMESPACE: 'a b' }, 'namespace is "a b"'],
  ])('that the environment sets wrongly is refused by name: %j', (env, message) => {
    const wrong = { code: 'bad-option', message: expect.not.stringContaining('secret') };
    expect(() => resolveOptions({}, env)).toThrow(expect.objectContaining(wrong));
    expect(() => resolveOptions({}, env)).toThrow(message);
  });

  it.each([
    ['DATABASE_URL', { NATS_URL: 'nats://a' }, 'PostgreSQL'],
    ['NATS_URL', { DATABASE_URL: 'postgres://a/b' }, 'NATS server'],
  ])('%s that is missing where the other service is named is worth a warning', (missing, env, service) => {
    const { log, lines } = createLog();
    requireServices(resolveOptions({ log }, env));
    expect(lines).toEqual([
      expect.stringContaining(`warn ${missing} is not set: this process uses the embedded ${service}`),
    ]);
    requireServices(resolveOptions({ log }, {}));
    requireServices(resolveOptions({ log }, both));
    requireServices(resolveOptions({ log }, {}), ['database']);
    expect(lines).toHaveLength(1);
  });

  it.each([
    ['NATS_URL', {}],
    ['DATABASE_URL', { NATS_URL: 'nats://a' }],
  ])('%s that is missing where nothing may be embedded is refused, unless it is not needed', (missing, env) => {
    const settings = resolveOptions({}, { FEEDLOCK_EMBEDDED: '0', ...env });
    const message = `create feedlock: ${missing} is not set, and embedded services are forbidden`;
    expect(() => requireServices(settings)).toThrow(expect.objectContaining({ code: 'bad-option', message }));
    requireServices(resolveOptions({}, { FEEDLOCK_EMBEDDED: 'no', ...both }));
    requireServices(resolveOptions({}, { FEEDLOCK_EMBEDDED: '0', DATABASE_URL: both.DATABASE_URL }), ['database']);
  });

  it('may be a deadline of whatever step of an import has one', () => {
    const deadlines = Object.fromEntries(Object.keys(feedMachine.implementations.delays).map((step) => [step, 5]));
    expect(resolveOptions({ deadlines }, {}).deadlines).toEqual(deadlines);
  });
});
