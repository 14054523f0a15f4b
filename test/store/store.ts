import type { Sql } from 'postgres';
import { expect } from 'vitest';
import type { Claim, Committed, FeedRef, Finding, Outcome } from '../../machines/model.ts';
import type { EventDetail } from '../../src/store/event-detail.ts';
import { parseFeedUrl } from '../../src/store/feed-url.ts';
import type { Commit } from '../../src/store/save.ts';
import { createStore, type StoreOptions } from '../../src/store/store.ts';
import { createTestDatabase } from '../database.ts';

export const storeOptions: StoreOptions = {
  node: 'a-node',
  events: 'feed',
  patience: 2_000,
  moves: { imports: 3, ms: 0 },
  unconditionalAfter: 3_600_000,
  hostOf: (url) => new URL(url).host,
  backOff: () => 900_000,
  visibility: 60_000,
  retention: { imports: 86_400_000, versions: 86_400_000 },
};

/** What a commit tells of its import beside what was found. */
export const visit = { tookMs: 5, rhythm: { gap: null, newest: null }, dueIn: 3_600_000 };

/** A store on a database of its own, and the steps of an import as a test writes them. */
export const openTestStore = async (events: EventDetail = 'feed', change: Partial<StoreOptions> = {}) => {
  const database = await createTestDatabase();
  const { client } = database;
  const store = createStore(client, { ...storeOptions, events, ...change });
  let claims = 0;

  const claim = (feed: FeedRef, seen = 0): Promise<Claim> => store.claim({ feed, seen, nonce: `nonce ${++claims}` });

  /** The fence of a claim that must be granted. */
  const mint = async (feed: FeedRef, seen = Number.MAX_SAFE_INTEGER): Promise<number> => {
    const claimed = await claim(feed, seen);
    if (claimed.status !== 'claimed') throw new Error(`the claim was ${claimed.status}`);
    return claimed.fence;
  };

  const commitWhole = (
    feed: FeedRef,
    fence: number,
    finding: Finding,
    { dueIn, rhythm }: Pick<Commit, 'dueIn' | 'rhythm'> = visit,
  ): Promise<Committed> => store.commit({ feed, fence, finding, tookMs: 5, dueIn, rhythm });

  const commit = async (...parameters: Parameters<typeof commitWhole>): Promise<Outcome> =>
    (await commitWhole(...parameters)).outcome;

  return {
    ...store,
    client,
    url: database.url,
    claim,
    mint,
    commit,
    commitWhole,
    feed: (path = 'feed') => store.identify(parseFeedUrl(`https://site.example/${path}`)),
    row: async (feed: FeedRef) => (await client`select * from feedlock.feeds where id = ${feed.id}`)[0],
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
};

/** Resolves when so many statements of this database wait for a locked row. */
export const lockWaiters = (client: Sql, count: number) =>
  expect
    .poll(() => client`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`, {
      interval: 10,
      timeout: 4_000,
    })
    .toHaveLength(count);
