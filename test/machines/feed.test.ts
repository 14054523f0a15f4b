import { expect, test } from 'vitest';
import { answers, document, feed, fence, imported, info, lease, seen, source } from './feed.samples.ts';
import { createStage } from './feed.stage.ts';

test('every step is told what it needs', async () => {
  const { steps, keeper, reach } = createStage();
  await reach('released');
  const { bytes, ...described } = document;
  expect(steps.acquireLock.latest().input).toEqual({ feed });
  expect(keeper.kept).toMatchObject([{ lease }]);
  expect(steps.claimFeed.latest().input).toEqual({ feed, seen, lease });
  expect(steps.fetchFeed.latest().input).toEqual({ feed, source });
  expect(steps.parseFeed.latest().input).toEqual({ feed, source, document });
  expect(steps.commitImport.latest().input).toEqual({
    feed,
    claim: answers.claimFeed.claimed,
    finding: {
      status: 'imported',
      document: { ...described, size: bytes.byteLength },
      feed: info,
      entries: [],
    },
  });
});

test('a feed that waits for its host says which', async () => {
  const { steps, reach } = createStage();
  await reach('idle.waiting');
  expect(steps.takePermit.latest().input).toEqual({ feed });
});

test('a 304 is committed without parsing', async () => {
  const { steps, reach, happen } = createStage();
  await reach('importing.fetching');
  await happen('fetchFeed unchanged');
  expect(steps.parseFeed.calls).toEqual([]);
  expect(steps.commitImport.latest().input).toMatchObject({ finding: answers.fetchFeed.unchanged });
});

test('a document that cannot be parsed is committed as a failure with its HTTP status', async () => {
  const { steps, reach, happen } = createStage();
  await reach('importing.parsing');
  await happen('parseFeed failed');
  const { httpStatus } = document;
  expect(steps.commitImport.latest().input.finding).toEqual({ ...answers.parseFeed.failed, httpStatus, limit: null });
});

test('a move is told where to, and what it learnt from', async () => {
  const { steps, settled, reach, happen } = createStage();
  await reach('importing.moving');
  const { claimed } = answers.claimFeed;
  expect(steps.moveFeed.latest().input).toEqual({ feed, claim: claimed, to: 'https://feeds.example/new' });
  await happen('moveFeed throws', 'releaseLock done');
  expect(settled).toEqual([imported]);
});

test('the lease is lost when its keeper says so', async () => {
  const { keeper, reach, where } = createStage();
  await reach('importing.fetching');
  keeper.kept[0]?.lose();
  expect(where()).toBe('released: lost');
});

test('a keeper that has been stopped is not listened to', async () => {
  const { keeper, reach, happen, where } = createStage();
  await reach('released');
  await happen('releaseLock done', 'IMPORT permitted', 'acquireLock granted');
  keeper.kept[0]?.lose();
  expect(where()).toBe('locked');
  keeper.kept[1]?.lose();
  expect(where()).toBe('released: lost');
});

test('a lock that is granted after its deadline is not taken', async () => {
  const { steps, reach, happen, where } = createStage();
  await reach('idle.acquiring');
  await happen('acquireDeadline', 'acquireLock granted');
  expect(where()).toBe('idle.resting: failed nats-unreachable');
  expect(steps.claimFeed.calls).toEqual([]);
});

test('a feed is at rest when it says that it has settled', async () => {
  const { actor, reach, happen } = createStage();
  const states: unknown[] = [];
  actor.on('settled', () => states.push(actor.getSnapshot().value));
  await reach('released');
  await happen('releaseLock done');
  expect(states).toEqual([{ idle: 'resting' }]);
});

test('an actor imports again, and its outcomes are its own', async () => {
  const { settled, reach, happen } = createStage();
  await reach('released');
  await happen('releaseLock done', 'IMPORT queued', 'takePermit granted', 'acquireLock busy');
  expect(settled).toEqual([imported, { status: 'skipped', holder: 'another-node' }]);
});

test('a foreign code is not passed on as one of ours', async () => {
  const { settled, reach, fail, happen } = createStage();
  await reach('locked');
  const timedOut = Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' });
  await fail('claimFeed', timedOut);
  await happen('releaseLock done');
  expect(settled).toEqual([
    { status: 'failed', fence: null, error: { code: 'internal', message: timedOut.message, cause: timedOut } },
  ]);
});

test.each([undefined, null, 'no reason'])('a step that throws %s fails the import', async (thrown) => {
  const { settled, reach, fail, happen } = createStage();
  await reach('importing.saving');
  await fail('commitImport', thrown);
  await happen('releaseLock done');
  expect(settled).toEqual([
    { status: 'failed', fence, error: { code: 'internal', message: String(thrown), cause: thrown } },
  ]);
});
