import { expect, it } from 'vitest';
import { createFeedLogic, type FeedSteps } from '../../src/actor/feed.ts';
import { createFeedActors } from '../../src/actor/feeds.ts';
import { createHosts } from '../../src/actor/hosts.ts';
import { silent } from '../../src/log.ts';

const feed = { id: 'id', key: 'key', url: 'https://site.example/feed' };

const lease = {
  key: 'key',
  nonce: 'nonce',
  deadline: Number.POSITIVE_INFINITY,
  renew: async () => true,
  release: async () => {},
};

const steps: Omit<FeedSteps, 'permit'> = {
  lock: async () => ({ lease }),
  keep: () => () => {},
  claim: async () => ({ status: 'fresh', fence: 1 }),
  fetch: () => Promise.reject(new Error('nothing is fetched here')),
  parse: () => Promise.reject(new Error('nothing is parsed here')),
  commit: () => Promise.reject(new Error('nothing is committed here')),
};

const createActors = (change: Partial<FeedSteps> = {}, limit = 1) =>
  createFeedActors({ hosts: createHosts(limit), node: 'node' }, (permit) =>
    createFeedLogic({ ...steps, permit, ...change }, silent),
  );

it('an import whose signal has been aborted before does nothing', async () => {
  const locked: string[] = [];
  const actors = createActors({
    lock: async (key) => {
      locked.push(key);
      return { lease };
    },
  });
  const run = actors.run({ feed, seen: 0 }, { signal: AbortSignal.abort() });
  expect(await run).toMatchObject({ status: 'failed', error: { code: 'cancelled' } });
  expect(locked).toEqual([]);
});

it('a step that breaks its actor fails one import, and not the process', async () => {
  const actors = createActors({
    keep: () => {
      throw new Error('no timers left');
    },
  });
  const failed = { status: 'failed', error: { code: 'internal', message: `import ${feed.url}: no timers left` } };
  expect(await actors.run({ feed, seen: 0 })).toMatchObject(failed);
  expect(await actors.run({ feed, seen: 0 })).toMatchObject(failed);
});

it('an error without a code becomes a failure that names act, subject and reason', async () => {
  const actors = createActors({ claim: () => Promise.reject(new Error('the disk is full')) });
  expect(await actors.run({ feed, seen: 0 })).toMatchObject({
    status: 'failed',
    error: { code: 'postgres-unreachable', message: `claim ${feed.url}: the disk is full` },
  });
});

it('who waits for a place at a host gets it when one is given back, and may give up', async () => {
  const hosts = createHosts(1);
  const [first, second, third] = [hosts.take('host'), hosts.take('host'), hosts.take('host')];
  expect([first.granted, second.granted, third.granted]).toEqual([true, false, false]);
  const impatience = new AbortController();
  const given = second.wait(impatience.signal);
  const granted = third.wait(new AbortController().signal);
  impatience.abort(new Error('enough'));
  await expect(given).rejects.toThrow('enough');
  second.release();
  first.release();
  first.release();
  await granted;
  third.release();
  expect(hosts.take('host').granted).toBe(true);
  expect(hosts.take('another host').granted).toBe(true);
});
