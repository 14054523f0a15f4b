import { sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import { aDate, requireCall, requireWanted } from '../wanted.ts';
import { contentForgotten } from './entry-columns.ts';
import { parseFeedUrl } from './feed-url.ts';
import { whileReachable } from './reachable.ts';
import { createStatement } from './statement.ts';
import { underLockTimeout } from './timeouts.ts';

export interface PruneOptions {
  /** Which entries: those that stand before it in the order of `entries`. */
  before: Date;
}

/** Entries of one transaction, so that an import of the feed waits no more than a moment. */
const batchSize = 500;

const lockFeed = createStatement<{ digest: string }, { id: string }>(sql`
  select feed.id from feedlock.urls join feedlock.feeds feed on feed.id = feed_id
  where digest = ${sql.placeholder('digest')}::text
  for update of feed`);

/** A statement of its own, so that it sees what the import left that held the row before. */
const pruneRows = createStatement<{ id: string; before: string }, { pruned: number }>(sql`
  with old as (
    select id from feedlock.entries
    where feed_id = ${sql.placeholder('id')}::uuid and ordered_at < ${sql.placeholder('before')}::text::timestamptz
      and pruned_at is null
    order by ordered_at desc, id desc
    limit ${batchSize}
  ), forgotten as (
    delete from feedlock.entry_versions where entry_id in (select id from old)
  ), pruned as (
    update feedlock.entries entry set ${contentForgotten}, pruned_at = now() from old where entry.id = old.id
    returning entry.id
  )
  select count(*)::int as pruned from pruned`);

/**
 * Forgets what the older entries of a feed said, with all their versions, and keeps what it takes to know them again: they do
 * not come back, as long as the feed may still have them. Says how many there were.
 *
 * @throws FeedlockError `bad-url`, `bad-option`, `feed-row-busy`, `postgres-unreachable`
 */
export const createPrune =
  (client: Sql) =>
  async (raw: string, options: PruneOptions): Promise<number> => {
    const { digest, url } = parseFeedUrl(raw, 'prune');
    const act = `prune ${url}`;
    requireCall(act, options, { before: aDate });
    const { before } = options;
    requireWanted(act, 'before', before, aDate);
    const pruneBatch = (): Promise<number> =>
      underLockTimeout(client, act, async (transaction) => {
        const [feed] = await lockFeed(transaction, { digest });
        if (feed === undefined) return 0;
        const [batch] = await pruneRows(transaction, { id: feed.id, before: before.toISOString() });
        return batch?.pruned ?? 0;
      });
    let total = 0;
    for (;;) {
      const pruned = await whileReachable(act, pruneBatch);
      total += pruned;
      if (pruned < batchSize) return total;
    }
  };
