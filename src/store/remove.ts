import { sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import type { FeedRef } from '../../machines/model.ts';
import { createStatement } from './statement.ts';
import { underLockTimeout } from './timeouts.ts';

/** Entries of one transaction, so that an import of the feed waits no more than a moment. */
const batchSize = 1_000;

const id = sql`${sql.placeholder('id')}::uuid`;

/** The feed, and those that have become part of it. */
const family = sql`(select feed.id from feedlock.feeds feed where ${id} in (feed.id, feed.merged_into))`;

const deleteEntries = createStatement<{ id: string }, { deleted: number }>(sql`
  with old as (
    select entry.id from feedlock.entries entry where feed_id in ${family} limit ${batchSize}
  ), versions as (
    delete from feedlock.entry_versions where entry_id in (select old.id from old)
  ), entries as (
    delete from feedlock.entries entry using old where entry.id = old.id returning 1
  )
  select count(*)::int as deleted from entries`);

const lockRows = createStatement<{ id: string }, object>(sql`
  select from feedlock.feeds where id in ${family} order by id for update`);

/** A statement of its own, so that it sees what an import left that held the row before. */
const deleteRows = createStatement<{ id: string }, { id: string }>(sql`
  with family as materialized ${family}, names as (
    delete from feedlock.urls where feed_id in (select family.id from family)
  ), history as (
    delete from feedlock.imports where feed_id in (select family.id from family)
  ), moved as (
    delete from feedlock.moves where feed_id in (select family.id from family)
  ), versions as (
    delete from feedlock.entry_versions where entry_id in (
      select entry.id from feedlock.entries entry where feed_id in (select family.id from family))
  ), entries as (
    delete from feedlock.entries where feed_id in (select family.id from family)
  )
  delete from feedlock.feeds using family where feeds.id = family.id
  returning feeds.id`);

/**
 * Forgets a feed with its entries and its history; committed events are still published. An import under way writes nothing
 * any more. `false`: it was not there.
 *
 * @throws FeedlockError `feed-row-busy`
 */
export const createRemove =
  (client: Sql) =>
  async ({ id, url }: FeedRef): Promise<boolean> => {
    for (;;) {
      const [batch] = await deleteEntries(client, { id });
      if ((batch?.deleted ?? 0) < batchSize) break;
    }
    return underLockTimeout(client, `remove ${url}`, async (transaction) => {
      await lockRows(transaction, { id });
      return (await deleteRows(transaction, { id })).length > 0;
    });
  };
