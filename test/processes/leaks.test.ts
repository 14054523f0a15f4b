import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { moreThan, type Open, openWatched, type Watched } from './watched.ts';

describe('a process after 500 imports', () => {
  let watched: Watched;
  let started: Open;
  beforeAll(async () => {
    watched = await openWatched(250);
    started = await watched.open();
  });
  afterAll(() => watched[Symbol.asyncDispose]());

  it('has no actor, timer, listener or connection more than after the first ones', async () => {
    await watched.importRound();
    const before = await watched.open();
    const statuses = new Set((await watched.importRound()).map(({ status }) => status));
    expect([...statuses].toSorted()).toEqual(['failed', 'imported', 'skipped', 'unchanged']);
    await vi.waitFor(async () => expect(moreThan(before, await watched.open())).toEqual({}), { timeout: 5_000 });
  });

  it('has nothing open when it is stopped', async () => {
    await watched.stop();
    const { PipeWrap = 0, listeners = 0, files = 0 } = started;
    const connections = (started['connections to NATS'] ?? 0) + (started['connections to Postgres'] ?? 0);
    const bare = { PipeWrap, listeners, files: files - connections };
    await vi.waitFor(async () => expect(moreThan(bare, await watched.open())).toEqual({}), { timeout: 5_000 });
  });
});
