import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createDeadline } from '../../../src/parse/worker/deadline.ts';

/** Nothing of this process runs meanwhile, as when it is stopped. */
const freeze = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

test('a deadline aborts when its time has passed', async () => {
  const deadline = createDeadline(50, undefined);
  await expect.poll(() => deadline.signal.aborted, { interval: 10, timeout: 4_000 }).toBe(true);
  expect(deadline.isOver()).toBe(true);
  deadline.end();
});

test('time in which the process was frozen does not count', async () => {
  const deadline = createDeadline(1_000, undefined);
  freeze(1_500);
  await delay(0);
  expect(deadline.signal.aborted).toBe(false);
  deadline.end();
});

test('a signal aborts it before its time, which is then not over', () => {
  const caller = new AbortController();
  const deadline = createDeadline(10_000, caller.signal);
  caller.abort();
  expect([deadline.signal.aborted, deadline.isOver()]).toEqual([true, false]);
  deadline.end();
});
