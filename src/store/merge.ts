import { sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import type { FeedRef } from '../../machines/model.ts';
import { entriesOfBoth } from './alias.ts';
import { crashLimit } from './claim.ts';
import type { EventDetail } from './event-detail.ts';
import { lastIndex } from './move.ts';
import { partitionOf } from './partition.ts';
import { textInEvent } from './save-rows.ts';
import { createStatement } from './statement.ts';
import { underLockTimeout } from './timeouts.ts';

/** A feed that becomes part of another, while the locks of both are held. */
export interface Merge {
  feed: FeedRef;
  /** Of the import that found out. */
  fence: number;
  into: FeedRef;
}

const id = sql`${sql.placeholder('id')}::uuid`;
const into = sql`${sql.placeholder('into')}::uuid`;
const fence = sql`${sql.placeholder('fence')}::bigint`;

/** In the order of their ids, as every statement that locks more than one. What is planned for few entries is quadratic for many. */
const lockRows = createStatement<{ id: string; into: string }, object>(sql`
  select set_config('idle_in_transaction_session_timeout', '5000', true), set_config('statement_timeout', '10000', true),
    set_config('plan_cache_mode', 'force_custom_plan', true)
  from feedlock.feeds where id in (${id}, ${into}) order by id for update`);

/**
 * A statement of its own, so that it sees what those left who held the rows before. The fence of each is raised: an import of
 * either that was paused and wakes up knows nothing of the other's entries, and must not write. Raised too often without an
 * import between, the survivor would look as if it had crashed: the merge waits for one, then.
 *
 * Entries that both have, under one identity or one alias, stay with the feed that is no more, and their earlier date is handed
 * on: nothing is deleted. What was pruned of either stays away.
 */
const mergeRows = createStatement<
  { id: string; into: string; fence: number; announcement: string },
  { id: string }
>(sql`
  with pair as (
    select feed.id, feed.url, feed.polled, feed.next_due, feed.moved_seen, feed.moved_since, survivor.url as to_url,
      case when feed.polled and feed.paused_at is null or survivor.polled and survivor.paused_at is null then null
        else coalesce(survivor.paused_at, feed.paused_at) end as paused_at
    from feedlock.feeds feed, feedlock.feeds survivor
    where feed.id = ${id} and feed.fence = ${fence} and feed.merged_into is null
      and survivor.id = ${into} and survivor.merged_into is null
      and survivor.fence - survivor.done_fence < ${crashLimit - 1}
  ), renamed as (
    update feedlock.urls set feed_id = ${into} from pair where feed_id = pair.id
  ), forwarded as (
    update feedlock.feeds set merged_into = ${into} from pair where feeds.merged_into = pair.id
  ), of_both as (${entriesOfBoth(id, into)}
  ), dated as (
    update feedlock.entries kept set
      first_seen = least(kept.first_seen, of_both.first_seen),
      ordered_at = case when kept.ordered_at = kept.first_seen then least(kept.first_seen, of_both.first_seen) else kept.ordered_at end
    from pair, of_both where kept.id = of_both.kept_id and of_both.first_seen < kept.first_seen
  ), handed_over as (
    update feedlock.entries entry set feed_id = ${into} from pair
    where entry.feed_id = pair.id and entry.id not in (select of_both.id from of_both)
  ), recorded as (
    insert into feedlock.moves (feed_id, fence, from_url, to_url, seen, since, merged_into)
    select id, ${fence}, url, to_url, moved_seen, coalesce(moved_since, now()), ${into} from pair
  ), announced as (
    insert into feedlock.outbox (partition, feed_id, fence, index, type, data)
    select partition, id, ${fence}, ${lastIndex}, 'feed.moved', json_build_object(
      'from', left(url, ${textInEvent}), 'to', left(to_url, ${textInEvent}), 'mergedInto', ${into})
    from pair, json_to_record(${sql.placeholder('announcement')}::text::json) as a (partition smallint, detail text)
    where detail <> 'none'
  )
  update feedlock.feeds set
    fence = fence + 1,
    gone_seen = 0,
    gone_at = null,
    merged_into = case when feeds.id = pair.id then ${into} end,
    polled = feeds.id = ${into} and (feeds.polled or pair.polled),
    paused_at = case when feeds.id = ${into} then pair.paused_at end,
    queued_until = null,
    next_due = case when feeds.id = ${into} then least(feeds.next_due, pair.next_due) end
  from pair where feeds.id in (pair.id, ${into})
  returning feeds.id`);

/** Makes a feed part of another one. `false`: not now; one of them has been claimed or merged meanwhile. */
export const createMerge =
  (client: Sql, events: EventDetail) =>
  ({ feed, fence, into }: Merge): Promise<boolean> =>
    underLockTimeout(client, `merge ${feed.url} into ${into.url}`, async (transaction) => {
      const ids = { id: feed.id, into: into.id };
      await lockRows(transaction, ids);
      const announcement = JSON.stringify({ partition: partitionOf(feed.id), detail: events });
      return (await mergeRows(transaction, { ...ids, fence, announcement })).length > 0;
    });
