import { onTestFinished } from 'vitest';
import { createActor, waitFor } from 'xstate';
import { createFeedLogic, type FeedSteps } from '../../src/actor/feed.ts';
import type { Inspect } from '../../src/actor/feeds.ts';
import { silent } from '../../src/log.ts';
import { infoOf } from '../feed-info.ts';

const feed = { id: 'feed-1', key: 'key-1', url: 'https://feeds.example/a.xml' };
export const article = 'the whole article';

/** Steps that succeed; the fetch ends when the test says so. */
const createSteps = () => {
  let finishFetch = () => {};
  const fetched = new Promise<void>((resolve) => {
    finishFetch = resolve;
  });
  const lease = {
    key: 'feed.import.key-1',
    nonce: 'the-nonce',
    deadline: Number.POSITIVE_INFINITY,
    renew: async () => true,
    release: async () => {},
  };
  const source = {
    url: feed.url,
    credentials: 'ada:secret',
    etag: null,
    lastModified: null,
    answeredBy: null,
    bodyHash: null,
    limits: {},
  };
  const rhythm = { gap: null, newest: null, hints: null, failures: 0 };
  const document = {
    bytes: Buffer.from(article),
    size: article.length,
    url: feed.url,
    contentType: null,
    bodyHash: 'hash',
    validators: { etag: null, lastModified: null },
    httpStatus: 200,
    freshFor: null,
    movedTo: null,
  };
  const info = infoOf(null);
  const steps: FeedSteps = {
    admit: async () => ({ status: 'granted' }),
    lock: async () => ({ lease }),
    keep: () => () => {},
    claim: async () => ({ status: 'claimed', fence: 7, source, rhythm, at: 0, now: new Date() }),
    fetch: async () => {
      await fetched;
      return { status: 'modified', document };
    },
    parse: async () => ({ status: 'parsed', feed: info, entries: [] }),
    compare: async () => [],
    sanitize: async (entries) => entries,
    plan: () => ({ rhythm, dueIn: 0 }),
    commit: async () => ({
      status: 'settled',
      outcome: { status: 'imported', fence: 7, created: 1, updated: 0, unchanged: 0 },
    }),
    move: async () => {},
  };
  return { steps, finishFetch };
};

/** An actor that imports a feed, and waits in the fetch until it is told to finish. */
export const startFeed = ({ inspect }: { inspect: Inspect }) => {
  const { steps, finishFetch } = createSteps();
  const actor = createActor(createFeedLogic(steps, silent), { id: feed.id, input: { feed }, inspect }).start();
  onTestFinished(() => void actor.stop());
  actor.send({ type: 'IMPORT', seen: 0, permitted: true });
  return {
    fetching: () => waitFor(actor, (snapshot) => snapshot.matches({ importing: 'fetching' })),
    finish: async () => {
      finishFetch();
      await waitFor(actor, (snapshot) => snapshot.matches({ idle: 'resting' }));
    },
  };
};
