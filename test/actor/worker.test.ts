import { describe, expect, it, test } from 'vitest';
import type { FailureCode, Outcome } from '../../machines/model.ts';
import { createCrowd } from '../../src/actor/crowd.ts';
import { createWorker, verdictOf } from '../../src/actor/worker.ts';

const ttl = 30_000;
const feed = { id: 'feed-1', key: 'key-1', url: 'https://a.example/feed' };
const request = { feed, seen: 3 };
const failed = (code: FailureCode, fence: number | null = null): Outcome => ({
  status: 'failed',
  fence,
  error: { code, message: code },
});
const imported: Outcome = { status: 'imported', fence: 4, created: 1, updated: 0, unchanged: 0 };

describe('a request is', () => {
  test.each<[string, Outcome]>([
    ['imported', imported],
    ['unchanged', { status: 'unchanged', fence: 4 }],
    ['fresh', { status: 'fresh', fence: 4 }],
    ['gone', { status: 'gone', fence: 4 }],
    ['failed, which is recorded', failed('http-5xx', 4)],
    ['failed: its feed is removed', failed('feed-removed')],
  ])('done with when its feed was %s', (_, outcome) => {
    expect(verdictOf(outcome, ttl)).toEqual({ status: 'done' });
  });

  test.each<[string, Outcome, number]>([
    ['another imports its feed, who may have died', { status: 'skipped', holder: 'other' }, 2_000],
    ['its lease was lost', { status: 'lost', fence: 4 }, 1_000],
    ['this node is being stopped: at once, to another one', failed('cancelled', 4), 0],
    ['the row of its feed was busy', failed('feed-row-busy', 4), 5_000],
    ['its commit did not come to stand', failed('commit-failed', 4), 5_000],
    ['its import ended with a fault of ours', failed('internal', 4), 5_000],
    ['a fault of ours kept it from being claimed, which nothing counts', failed('internal'), 30_000],
  ])('handed out again when %s', (_, outcome, ms) => {
    expect(verdictOf(outcome, ttl)).toEqual({ status: 'again', ms, trouble: null });
  });

  test.each<FailureCode>(['nats-unreachable', 'postgres-unreachable', 'commit-unknown'])(
    'handed out again when this node lacks a service, which then takes no more for now: %s',
    (code) => {
      expect(verdictOf(failed(code), ttl)).toMatchObject({ status: 'again', trouble: { code } });
    },
  );
});

describe('the worker', () => {
  const create = (outcome: Outcome, crowd = createCrowd({ concurrency: 8, perHost: 1 })) => {
    const later: number[] = [];
    const work = createWorker({
      importFeed: async () => outcome,
      putOff: async ({ ms }) => void later.push(ms),
      hostOf: () => 'a.example',
      crowd,
      ttl,
    });
    return { work, later, crowd };
  };

  it('hands a feed whose host is to be left alone back to the schedule, for after that time', async () => {
    const { work, later } = create({ status: 'deferred', until: new Date(Date.now() + 60_000) });
    expect(await work(request)).toEqual({ status: 'done' });
    expect(later).toEqual([expect.closeTo(62_500, -4)]);
    expect(later[0]).toBeGreaterThan(59_000);
  });

  it('hands a feed back for whose host it has taken enough, each one later than the one before', async () => {
    const { work, later, crowd } = create(imported);
    while (typeof crowd.enter('a.example') !== 'number');
    for (let times = 0; times < 100; times++) expect(await work(request)).toEqual({ status: 'done' });
    expect(later).toHaveLength(100);
    const mean = (all: number[]) => all.reduce((sum, ms) => sum + ms, 0) / all.length;
    expect(mean(later.slice(80))).toBeGreaterThan(2 * mean(later.slice(0, 20)));
  });

  it('asks for the request again when the feed cannot be handed back', async () => {
    const work = createWorker({
      importFeed: async () => ({ status: 'deferred', until: new Date() }),
      putOff: () => Promise.reject(new Error('gone away')),
      hostOf: () => 'a.example',
      crowd: createCrowd({ concurrency: 1, perHost: 1 }),
      ttl,
    });
    expect(await work(request)).toMatchObject({ status: 'again', trouble: { code: 'postgres-unreachable' } });
  });
});

describe('the crowd', () => {
  it('counts who works, and not who waits for a host', () => {
    const crowd = createCrowd({ concurrency: 3, perHost: 1 });
    const leave = [crowd.enter('a'), crowd.enter('a'), crowd.enter('a')];
    expect(crowd.free()).toBe(2);
    crowd.enter('b');
    crowd.enter('c');
    expect(crowd.free()).toBe(0);
    for (const one of leave) if (typeof one === 'function') one();
    expect(crowd.free()).toBe(1);
  });

  it('lets so many in for each place of a host, counts whom it turns away, and forgets that when the host is empty', () => {
    const crowd = createCrowd({ concurrency: 100, perHost: 2 });
    const inside = Array.from({ length: 8 }, () => crowd.enter('a'));
    expect(inside.every((leave) => typeof leave === 'function')).toBe(true);
    expect([crowd.enter('a'), crowd.enter('a')]).toEqual([0, 1]);
    for (const leave of inside) if (typeof leave === 'function') leave();
    expect(crowd.free()).toBe(100);
    for (let guests = 0; guests < 8; guests++) crowd.enter('a');
    expect(crowd.enter('a')).toBe(0);
  });
});
