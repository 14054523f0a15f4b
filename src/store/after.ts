import { type SQL, sql } from 'drizzle-orm';
import type { MoveEvidence } from './move-evidence.ts';

// What several outcomes leave on a feed's row. `feed` is the row as the statement locked it, `feeds` the one that it updates.

/**
 * Earlier than in so many ms, the queue may still have the request that an outcome is about: it would refuse the next one of the feed, whose
 * row would be hidden for nothing.
 */
export const clearance = 500;

/** When a feed is due next. `dueIn`: ms from now, for one that is polled. */
export const nextDue = (dueIn: SQL): SQL => sql`
  queued_until = null,
  next_due = case
    when is_requested then now() + ${clearance} * interval '1 ms'
    when feeds.polled and feeds.paused_at is null then now() + ${dueIn} * interval '1 ms'
  end`;

/** Where permanent redirects led this time. An import that they led elsewhere, or nowhere, begins the count anew. */
export const ledTo = (url: SQL): SQL => sql`
  moved_to = ${url},
  moved_since = case when ${url} = feeds.moved_to then feeds.moved_since when ${url} is not null then now() end,
  moved_seen = case when ${url} = feeds.moved_to then feeds.moved_seen + 1 when ${url} is not null then 1 else 0 end`;

/** Whether the evidence that `ledTo` gathers is enough. A move that was undone stays undone. */
export const hasMoved = ({ imports, ms }: MoveEvidence): SQL => sql`
  (feeds.moved_seen >= ${imports} and feeds.moved_since <= now() - ${ms} * interval '1 ms'
    and feeds.moved_to <> all(coalesce(feeds.move_refused, '{}')))`;
