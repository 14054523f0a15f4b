import type { Sql } from 'postgres';
import { expect } from 'vitest';
import type { Claim, FeedRef, Finding } from '../../machines/model.ts';
import { parseFeedUrl } from '../../src/store/feed-url.ts';
import type { EventDetail } from '../../src/store/save.ts';
import { createStore } from '../../src/store/store.ts';
import { createTestDatabase } from '../database.ts';

/** A store on a database of its own, and the steps of an import as a test writes them. */
export const openTestStore = async (events: EventDetail = 'feed') => {
  const database = await createTestDatabase();
  const { client } = database;
  const store = createStore(client, { node: 'a-node', events, patience: 2_000 });
  let claims = 0;

  const claim = (feed: FeedRef, seen = 0): Promise<Claim> => store.claim({ feed, seen, nonce: `nonce ${++claims}` });

  /** The fence of a claim that must be granted. */
  const mint = async (feed: FeedRef, seen = Number.MAX_SAFE_INTEGER): Promise<number> => {
    const claimed = await claim(feed, seen);
    if (claimed.status !== 'claimed') throw new Error(`the claim was ${claimed.status}`);
    return claimed.fence;
  };

  const commit = (feed: FeedRef, fence: number, finding: Finding) => store.commit({ feed, fence, finding, tookMs: 5 });

  return {
    ...store,
    client,
    url: database.url,
    claim,
    mint,
    commit,
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
