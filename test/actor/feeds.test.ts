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

const steps: Omit<FeedSteps, 'admit'> = {
  lock: async () => ({ lease }),
  keep: () => () => {},
  claim: async () => ({ status: 'fresh', fence: 1 }),
  fetch: () => Promise.reject(new Error('nothing is fetched here')),
  parse: () => Promise.reject(new Error('nothing is parsed here')),
  compare: () => Promise.reject(new Error('nothing is compared here')),
  sanitize: () => Promise.reject(new Error('nothing is made safe here')),
  plan: ({ rhythm }) => ({ rhythm, dueIn: 0 }),
  commit: () => Promise.reject(new Error('nothing is committed here')),
  move: () => Promise.reject(new Error('nothing is moved here')),
};

const createActors = (change: Partial<FeedSteps> = {}) => {
  const hosts = createHosts({ notBefore: async () => null }, { hostOf: (url) => url });
  return createFeedActors({ hosts, node: 'node' }, ({ admit }) =>
    createFeedLogic({ ...steps, admit, ...change }, silent),
  );
};

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

it('a feed that has become part of another is imported as that one', async () => {
  const into = { id: 'survivor', key: 'its-key', url: 'https://site.example/new' };
  const claimed: string[] = [];
  const actors = createActors({
    claim: async (request) => {
      claimed.push(`${request.feed.id} ${request.seen}`);
      return request.feed.id === 'id' ? { status: 'merged', into, seen: 7 } : { status: 'fresh', fence: 8 };
    },
  });
  expect(await actors.run({ feed, seen: 3 })).toEqual({ status: 'fresh', fence: 8 });
  expect(claimed).toEqual(['id 3', 'survivor 7']);
});
