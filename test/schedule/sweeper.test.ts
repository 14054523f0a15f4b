import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { silent } from '../../src/log.ts';
import { createSweeper } from '../../src/schedule/sweeper.ts';
import { createLog } from '../publish/logs.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const requestOf = (at: number) => ({ feed: { id: `${at}`, key: `${at}`, url: `https://${at}.example/` }, seen: 0 });

/** A queue that nobody takes from, and a database with so many due feeds. */
const createStage = ({ due, places = 64, nodes = 1 }: { due: number; places?: number; nodes?: number }) => {
  const stage = { due, queued: 0, delivered: 0, limits: [] as number[], failing: false };
  const sweeper = createSweeper(
    {
      takeDue: async (limit) => {
        if (stage.failing) throw new Error('gone away');
        stage.limits.push(limit);
        const taken = Math.min(limit, stage.due);
        stage.due -= taken;
        return Array.from({ length: taken }, (_, at) => requestOf(at));
      },
      enqueue: async () => void stage.queued++,
      reopen: async () => {},
      backlog: async () => ({ queued: stage.queued, delivered: stage.delivered }),
      capacity: async () => ({ places, nodes }),
      log: silent,
    },
    { interval: 1_000 },
  );
  sweeper.start();
  return { stage, sweeper };
};

it('fills the queue up to two requests for each place, and leaves the rest in the database', async () => {
  const { stage, sweeper } = createStage({ due: 1_000 });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(stage).toMatchObject({ queued: 128, due: 872 });
  stage.queued = 100;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(stage.queued).toBe(128);
  void sweeper.stop();
});

it('fills the queue with what is taken in two turns, where that is more than a request for each place', async () => {
  const { stage, sweeper } = createStage({ due: 100_000 });
  const taking = setInterval(() => {
    stage.queued -= 100;
    stage.delivered += 100;
  }, 100);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(stage.queued).toBeGreaterThan(128);
  expect(stage.queued).toBeLessThanOrEqual(64 + 2 * 100 + 10);
  clearInterval(taking);
  await vi.advanceTimersByTimeAsync(5_000);
  stage.queued = 0;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(stage.queued).toBe(128);
  void sweeper.stop();
});

it('begins slowly, so that what has become due during an outage does not come all at once', async () => {
  const { stage, sweeper } = createStage({ due: 10_000, places: 500 });
  await vi.advanceTimersByTimeAsync(250);
  expect(stage.limits).toEqual([125, 219, 328]);
  void sweeper.stop();
});

it('begins slowly again after a failure', async () => {
  const { stage, sweeper } = createStage({ due: 100_000, places: 500 });
  await vi.advanceTimersByTimeAsync(1_000);
  stage.failing = true;
  stage.queued = 0;
  await vi.advanceTimersByTimeAsync(2_000);
  stage.failing = false;
  stage.limits.length = 0;
  await vi.advanceTimersByTimeAsync(6_000);
  expect(stage.limits[0]).toBe(125);
  void sweeper.stop();
});

it('takes its share, and leaves theirs to the other nodes', async () => {
  const { stage, sweeper } = createStage({ due: 1_000, places: 256, nodes: 4 });
  await vi.advanceTimersByTimeAsync(50);
  expect(stage.limits).toEqual([16]);
  void sweeper.stop();
});

it('looks by turns with the other nodes while there is enough in the queue, and at once for all that is missing', async () => {
  const { stage, sweeper } = createStage({ due: 100_000, places: 256, nodes: 4 });
  await vi.advanceTimersByTimeAsync(10_000);
  stage.limits.length = 0;
  const drain = setInterval(() => {
    stage.queued -= 40;
  }, 400);
  await vi.advanceTimersByTimeAsync(8_000);
  clearInterval(drain);
  expect(stage.limits.length).toBeGreaterThan(10);
  expect(stage.limits.length).toBeLessThanOrEqual(27);
  expect(stage.queued).toBeGreaterThan(384);
  void sweeper.stop();
});

it('looks about once a second while nothing is due', async () => {
  const { stage, sweeper } = createStage({ due: 0 });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(stage.limits.length).toBeGreaterThan(14);
  expect(stage.limits.length).toBeLessThan(28);
  void sweeper.stop();
});

it('looks at once when it is told that something is due', async () => {
  const { stage, sweeper } = createStage({ due: 0 });
  await vi.advanceTimersByTimeAsync(150);
  stage.due = 1;
  sweeper.ring();
  await vi.advanceTimersByTimeAsync(150);
  expect(stage.queued).toBe(1);
  void sweeper.stop();
});

it('says once that it fails, and once that it works again', async () => {
  const { log, lines } = createLog();
  let failing = true;
  const sweeper = createSweeper(
    {
      takeDue: async () => (failing ? Promise.reject(new Error('gone away')) : []),
      enqueue: async () => {},
      reopen: async () => {},
      backlog: async () => ({ queued: 0, delivered: 0 }),
      capacity: async () => ({ places: 1, nodes: 1 }),
      log,
    },
    { interval: 1_000 },
  );
  sweeper.start();
  await vi.advanceTimersByTimeAsync(30_000);
  failing = false;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(lines).toEqual([
    'warn sweep due feeds: gone away; nothing is lost, trying again',
    'info sweep due feeds: it works again',
  ]);
  void sweeper.stop();
});
