import { type SQL, sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import type { FeedRef } from '../../machines/model.ts';
import { createBatch } from './batch.ts';
import { createStatement } from './statement.ts';

// Rows are locked in the order of their ids, as by every statement that locks more than one.
const updateRows = (which: SQL, change: SQL) =>
  createStatement<{ ids: string }, { id: string }>(sql`
  with wanted as (
    select id from feedlock.feeds
    where id in (select value::uuid from json_array_elements_text(${sql.placeholder('ids')}::text::json)) and ${which}
    order by id
    for update
  )
  update feedlock.feeds set ${change} from wanted where feeds.id = wanted.id
  returning feeds.id`);

const pollRows = updateRows(sql`not polled`, sql`polled = true, next_due = coalesce(next_due, now())`);

const pauseRows = updateRows(
  sql`polled and paused_at is null`,
  // What was asked for by somebody, and has not been claimed since, is still owed.
  sql`paused_at = now(), next_due = case when requested_fence >= fence then next_due end, queued_until = null`,
);

const resumeRows = updateRows(sql`polled and paused_at is not null`, sql`paused_at = null, next_due = now()`);

const createUpdate = (client: Sql, statement: typeof pollRows) =>
  createBatch<FeedRef, boolean>(async (feeds) => {
    const rows = await statement(client, { ids: JSON.stringify(feeds.map(({ id }) => id)) });
    const changed = new Set(rows.map(({ id }) => id));
    return feeds.map(({ id }) => changed.has(id));
  });

/** Which feeds are imported on a schedule. Each act says whether it changed anything. */
export const createRegister = (client: Sql) => ({
  /** From now on it is imported whenever it is due, beginning at once. */
  poll: createUpdate(client, pollRows),
  /** Not until it is resumed; what is queued is still imported. */
  pause: createUpdate(client, pauseRows),
  resume: createUpdate(client, resumeRows),
});
