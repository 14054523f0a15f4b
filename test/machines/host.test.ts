import { describe, expect, test } from 'vitest';
import { createActor, SimulatedClock } from 'xstate';
import { hostMachine } from '../../machines/host.ts';
import { createHostStage, rules } from './host.stage.ts';

describe('places', () => {
  test('there are as many as were asked for, and one that is left goes to who waits', () => {
    const stage = createHostStage({ spacing: 0 });
    for (let i = 0; i < 4; i++) stage.take();
    expect(stage.heard()).toEqual(['granted', 'granted']);
    stage.leave('answered');
    expect(stage.heard()).toEqual(['granted']);
    stage.giveUp();
    stage.leave('answered');
    stage.leave('answered');
    expect(stage.heard()).toEqual([]);
  });

  test('two requests start as far apart as was asked for, however many places are free', () => {
    const stage = createHostStage({ concurrency: 3, spacing: 50 });
    for (let i = 0; i < 3; i++) stage.take();
    expect(stage.heard()).toEqual(['granted']);
    stage.pass(49);
    expect(stage.heard()).toEqual([]);
    stage.pass(1);
    expect(stage.heard()).toEqual(['granted']);
    stage.pass(50);
    expect(stage.heard()).toEqual(['granted']);
  });

  test('an open host without spacing sets no timers', () => {
    const clock = new SimulatedClock();
    let timers = 0;
    const counting = {
      setTimeout: (task: (...args: unknown[]) => void, ms: number) => {
        timers++;
        return clock.setTimeout(task, ms);
      },
      clearTimeout: (id: number) => clock.clearTimeout(id),
    };
    const actor = createActor(hostMachine, { clock: counting, input: { ...rules, spacing: 0 } }).start();
    for (let i = 0; i < 5; i++) actor.send({ type: 'TAKE' });
    for (let i = 0; i < 5; i++) actor.send({ type: 'LEAVE', era: 0, report: 'answered' });
    expect(timers).toBe(0);
    actor.send({ type: 'LIMIT', ms: 1_000 });
    expect(timers).toBe(1);
    actor.stop();
  });
});

describe('a host that asks to be left alone', () => {
  test('is, for as long as it asked, and then has all its places', () => {
    const stage = createHostStage({ spacing: 0 });
    for (let i = 0; i < 4; i++) stage.take();
    stage.heard();
    stage.leave({ waitMs: 120_000 });
    expect(stage.heard()).toEqual(['limited 120000']);
    stage.leave('answered');
    stage.pass(119_999);
    stage.take();
    expect(stage.heard()).toEqual(['deferred']);
    stage.pass(1);
    for (let i = 0; i < 3; i++) stage.take();
    expect(stage.heard()).toEqual(['granted', 'granted']);
  });

  test.each([
    ['a longer one', 500, 2_000, 2_500],
    ['a shorter one', 500, 100, 1_000],
    ['one that ends at the same moment', 500, 500, 1_000],
  ])('of two limits the one that ends later holds: %s', (_, after, ms, end) => {
    const stage = createHostStage({ spacing: 0 });
    stage.limit(1_000);
    stage.pass(after);
    stage.limit(ms);
    stage.pass(end - after - 1);
    expect(stage.state()).toBe('limited');
    stage.pass(1);
    expect(stage.state()).toBe('open.ready');
  });

  test('is not asked earlier than spacing allows, however short its limit', () => {
    const stage = createHostStage({ spacing: 50 });
    stage.request({ waitMs: 1 });
    expect(stage.heard()).toEqual(['granted', 'limited 50']);
  });

  test('is left alone for no longer than a timer can take', () => {
    const stage = createHostStage();
    stage.limit(1e12);
    expect(stage.heard()).toEqual(['limited 2147483647']);
  });
});

describe('a host that fails', () => {
  test('is left alone after so many failures in a row', () => {
    const stage = createHostStage({ spacing: 0 });
    for (let i = 0; i < 4; i++) stage.request('failed');
    stage.request('answered');
    for (let i = 0; i < 4; i++) stage.request('failed');
    expect(stage.state()).toBe('open.ready');
    stage.heard();
    stage.request('failed');
    expect(stage.heard()).toEqual(['granted', 'limited 30000']);
    stage.pass(29_999);
    expect(stage.state()).toBe('limited');
    stage.pass(1);
    expect(stage.state()).toBe('open.ready');
  });

  test('a request of which nothing was learnt neither counts nor ends the row', () => {
    const stage = createHostStage({ spacing: 0, failures: 2 });
    stage.request('failed');
    stage.request(null);
    expect(stage.state()).toBe('open.ready');
    stage.request('failed');
    expect(stage.state()).toBe('limited');
  });

  test('is left alone twice as long after each failed attempt, up to the longest time, until it answers', () => {
    const stage = createHostStage({ spacing: 0, failures: 1 });
    for (const ms of [30_000, 60_000, 120_000, 240_000, 480_000, 600_000, 600_000]) {
      stage.request('failed');
      expect(stage.heard()).toEqual(['granted', `limited ${ms}`]);
      stage.pass(ms - 1);
      expect(stage.state()).toBe('limited');
      stage.pass(1);
    }
    stage.request('answered');
    stage.request('failed');
    expect(stage.heard()).toEqual(['granted', 'granted', 'limited 30000']);
  });

  test('has one place after that until a request is answered, then all', () => {
    const stage = createHostStage({ spacing: 0, failures: 1, concurrency: 3 });
    stage.request('failed');
    stage.pass(30_000);
    stage.heard();
    for (let i = 0; i < 5; i++) stage.take();
    expect(stage.heard()).toEqual(['granted']);
    stage.leave(null);
    expect(stage.heard()).toEqual(['granted']);
    stage.leave('answered');
    expect(stage.heard()).toEqual(['granted', 'granted', 'granted']);
  });

  test('keeps its one place when it asks to be left alone', () => {
    const stage = createHostStage({ spacing: 0, failures: 1 });
    stage.request('failed');
    stage.pass(30_000);
    stage.request({ waitMs: 1_000 });
    stage.pass(1_000);
    stage.heard();
    for (let i = 0; i < 2; i++) stage.take();
    expect(stage.heard()).toEqual(['granted']);
    stage.leave('failed');
    expect(stage.heard()).toEqual(['limited 60000']);
  });
});

describe('a request from before a limit', () => {
  const createLimited = () => {
    const stage = createHostStage({ spacing: 0, failures: 1 });
    for (let i = 0; i < 2; i++) stage.take();
    stage.leave('failed');
    stage.heard();
    return stage;
  };

  test('that is answered does not end it', () => {
    const stage = createLimited();
    stage.leave('answered');
    expect(stage.state()).toBe('limited');
    stage.pass(30_000);
    for (let i = 0; i < 2; i++) stage.take();
    expect(stage.heard()).toEqual(['granted']);
  });

  test('holds its place while it lasts, and says nothing of the host after the limit', () => {
    const stage = createLimited();
    stage.pass(30_000);
    for (let i = 0; i < 2; i++) stage.take();
    expect(stage.heard()).toEqual([]);
    stage.leave('answered');
    expect(stage.heard()).toEqual(['granted']);
    stage.leave('answered');
    expect(stage.heard()).toEqual(['granted']);
  });

  test('that failed does not make it longer', () => {
    const stage = createLimited();
    stage.leave('failed');
    expect(stage.heard()).toEqual([]);
    stage.pass(30_000);
    expect(stage.state()).toBe('open.ready');
    stage.request('failed');
    expect(stage.heard()).toEqual(['granted', 'limited 60000']);
  });

  test('that fails after it does not begin another', () => {
    const stage = createLimited();
    stage.pass(30_000);
    stage.leave('failed');
    expect(stage.state()).toBe('open.ready');
  });

  test('is heeded when the host asks to be left alone', () => {
    const stage = createLimited();
    stage.leave({ waitMs: 40_000 });
    stage.pass(39_999);
    expect(stage.state()).toBe('limited');
    stage.pass(1);
    expect(stage.state()).toBe('open.ready');
  });
});
