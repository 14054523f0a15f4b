import { describe, expect, it } from 'vitest';
import { type FeedlockOptions, resolveOptions } from '../src/options.ts';

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

  it.each<[FeedlockOptions, string]>([
    [{ namespace: 'a.b' }, 'create feedlock: namespace is "a.b", must be letters, digits, - and _'],
    [{ ttl: 999 }, 'create feedlock: ttl is 999, must be 1,000 ms or more'],
    [{ ttl: Number.NaN }, 'ttl is NaN'],
    [{ nats: 'nats://a' } as unknown as FeedlockOptions, 'nats is something else, must be a NatsConnection or'],
    [{ database: {} } as unknown as FeedlockOptions, 'database is something else, must be a postgres.js instance or'],
    [{ database: { url: 'mysql://a/b' } }, 'database is something else'],
    [{ replicas: 0 }, 'replicas is 0'],
    [{ hostConcurrency: 0 }, 'hostConcurrency is 0, must be 1 or more'],
    [{ node: 'a\0b' }, 'node is "a\\u0000b"'],
  ])('%j is refused: it names itself, what was given and what is possible', (options, message) => {
    expect(() => resolveOptions(options, {})).toThrow(expect.objectContaining({ code: 'bad-option' }));
    expect(() => resolveOptions(options, {})).toThrow(message);
  });
});
