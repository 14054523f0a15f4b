import { sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import type { FeedRef, FeedRequest } from '../../machines/model.ts';
import { createBatch } from './batch.ts';
import { createStatement } from './statement.ts';

/**
 * The index is read from its oldest end. What is due and queued stands there too, until it has been imported: no more of it
 * than the queue is kept filled with. Found by its place, a row needs no second look-up; one that has moved meanwhile is taken
 * by the next sweep.
 */
const takeRows = createStatement<{ limit: number; visibility: number }, FeedRef & { fence: number }>(sql`
  with due as (
    select ctid from feedlock.feeds
    where next_due <= now() and (queued_until is null or queued_until <= now())
    order by next_due
    limit ${sql.placeholder('limit')}::int
    for update skip locked
  )
  update feedlock.feeds feed set queued_until = now() + ${sql.placeholder('visibility')}::float8 * interval '1 ms'
  from due where feed.ctid = due.ctid
  returning feed.id, feed.key, feed.url, feed.fence::float8`);

/** Due feeds, those that wait longest first, for whoever takes them to queue. They are not handed out again for `visibility` ms. */
export const createTakeDue =
  (client: Sql, visibility: number) =>
  async (limit: number): Promise<FeedRequest[]> => {
    const rows = await takeRows(client, { limit, visibility });
    return rows.map(({ fence: seen, ...feed }) => ({ feed, seen }));
  };

const askRows = createStatement<{ requests: string }, object>(sql`
  with requests as (
    select * from json_to_recordset(${sql.placeholder('requests')}::text::json) as r (id uuid, seen bigint)
  ), feed as (
    select id, max(seen) as seen from feedlock.feeds join requests using (id) group by id order by id
  )
  update feedlock.feeds set requested_fence = greatest(requested_fence, seen), next_due = least(next_due, now())
  from feed where feeds.id = feed.id`);

/** Remembers on its row that a feed was asked for which is queued or being imported already, perhaps since before the request. */
export const createAskAgain = (client: Sql) =>
  createBatch<FeedRequest, void>(async (requests) => {
    const rows = requests.map(({ feed, seen }) => ({ id: feed.id, seen }));
    await askRows(client, { requests: JSON.stringify(rows) });
    return requests.map(() => undefined);
  });

/** A feed whose turn comes in so many ms. */
export interface PutOff {
  feed: FeedRef;
  ms: number;
}

const putOffRows = createStatement<{ feeds: string }, object>(sql`
  with later as (
    select id, ms from feedlock.feeds join
      json_to_recordset(${sql.placeholder('feeds')}::text::json) as l (id uuid, ms float8) using (id)
    order by id
    for update of feeds
  )
  update feedlock.feeds set next_due = now() + ms * interval '1 ms', queued_until = null
  from later where feeds.id = later.id`);

/** Hands feeds from the queue back to the schedule. */
export const createPutOff = (client: Sql) =>
  createBatch<PutOff, void>(async (feeds) => {
    await putOffRows(client, { feeds: JSON.stringify(feeds.map(({ feed, ms }) => ({ id: feed.id, ms }))) });
    return feeds.map(() => undefined);
  });
