import { sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import type { FeedRef, FeedRequest } from '../../machines/model.ts';
import { clearance } from './after.ts';
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
    where next_due <= now() and merged_into is null and (queued_until is null or queued_until <= now())
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

/** Of the feed, or of the one that it has become part of meanwhile, whose own fence counts then. */
const askRows = createStatement<{ requests: string }, object>(sql`
  with requests as (
    select coalesce(merged_into, id) as id, max(case when merged_into is null then seen end) as seen
    from json_to_recordset(${sql.placeholder('requests')}::text::json) as r (id uuid, seen bigint) join feedlock.feeds using (id)
    group by 1
  ), feed as (
    select id, coalesce(seen, fence) as seen from feedlock.feeds join requests using (id) order by id for update of feeds
  )
  update feedlock.feeds set requested_fence = greatest(requested_fence, seen),
    next_due = least(next_due, now() + ${clearance} * interval '1 ms')
  from feed where feeds.id = feed.id`);

/** Remembers on its row that a feed was asked for which is queued or being imported already, perhaps since before the request. */
export const createAskAgain = (client: Sql) =>
  createBatch<FeedRequest, void>(async (requests) => {
    const rows = requests.map(({ feed, seen }) => ({ id: feed.id, seen }));
    await askRows(client, { requests: JSON.stringify(rows) });
    return requests.map(() => undefined);
  });

/** A request whose turn comes in so many ms. */
export interface PutOff extends FeedRequest {
  ms: number;
}

const putOffRows = createStatement<{ requests: string }, object>(sql`
  with later as (
    select id, seen, ms from feedlock.feeds join
      json_to_recordset(${sql.placeholder('requests')}::text::json) as l (id uuid, seen bigint, ms float8) using (id)
    where merged_into is null
    order by id
    for update of feeds
  )
  update feedlock.feeds set
    requested_fence = greatest(requested_fence, seen), next_due = now() + ms * interval '1 ms', queued_until = null
  from later where feeds.id = later.id`);

/** Hands requests from the queue back to the schedule, where nothing but their rows remembers them. */
export const createPutOff = (client: Sql) =>
  createBatch<PutOff, void>(async (requests) => {
    const rows = requests.map(({ feed, seen, ms }) => ({ id: feed.id, seen, ms }));
    await putOffRows(client, { requests: JSON.stringify(rows) });
    return requests.map(() => undefined);
  });
