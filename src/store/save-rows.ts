import { sql } from 'drizzle-orm';
import { hasMoved, ledTo, nextDue } from './after.ts';
import { entryChanges } from './entry-changes.ts';
import type { MoveEvidence } from './move-evidence.ts';
import type { EntriesSource } from './pieces.ts';
import { createStatement } from './statement.ts';

export interface Counts {
  created: number;
  updated: number;
}

type Values = { id: string; fence: number; import: string; info: string } & (
  | { entries: string }
  /** How many pieces the entries were sent in before. */
  | { pieces: number }
);

const id = sql`${sql.placeholder('id')}::uuid`;
const fence = sql`${sql.placeholder('fence')}::bigint`;

/** Entries named in one event. */
const entriesPerEvent = 500;

/** 226, a part of the feed (RFC 3229). */
const imUsed = 226;

/** Characters of a text in an event, at the most. */
export const textInEvent = 4096;

/**
 * The whole import in one statement, hence in one transaction and one round trip: a node that freezes or dies cannot leave
 * it half done, nor hold the row. Everything it writes hangs on `feed`: no row under our fence, nothing written.
 *
 * No import of this feed commits between the snapshot and the lock: its claim would have raised the fence. So what
 * `entries` says here is what the last import left.
 */
export const saveRows = (moves: MoveEvidence, { entries, areThere, afterwards }: EntriesSource) =>
  createStatement<Values, Counts & { moveTo: string | null }>(sql`
  with feed as (
    select id, url, done_fence = 0 or gone_at is not null as is_new, requested_fence >= fence as is_requested
    from feedlock.feeds where id = ${id} and fence = ${fence} and ${areThere}
    for update
  ), import as (
    select import.* from feed, json_to_record(${sql.placeholder('import')}::text::json)
      as import (node text, detail text, partition smallint, http_status smallint, bytes int, took_ms float8, due_in float8)
  ), info as (
    select info.* from feed, json_populate_record(null::feedlock.feeds, ${sql.placeholder('info')}::text::json) info
  ), ${entryChanges(id, fence, entries)}, numbered as (
    select *, (row_number() over (order by id) - 1)::int as place from changed
  ), counts as (
    select (count(*) filter (where kind = 'created'))::int as created,
      (count(*) filter (where kind = 'updated'))::int as updated
    from changed
  ), history as (
    insert into feedlock.imports
      (feed_id, fence, outcome, node, http_status, bytes, created, updated, unchanged, took_ms)
    select ${id}, ${fence}, 'imported', node, http_status, bytes, created, updated,
      (select count(*) from incoming) - created - updated, took_ms
    from import, counts
  ), parts as (
    select coalesce(place / ${entriesPerEvent}, 0) as part,
      coalesce(json_agg(json_build_object('id', numbered.id, 'kind', kind) order by place) filter (where place >= 0), '[]')
        as entries
    from feed left join numbered on true
    where is_new or place >= 0
    group by part
  ), events as (
    select part as index, 'feed.imported' as type, json_build_object(
      'url', left(feed.url, ${textInEvent}), 'node', node, 'created', created, 'updated', updated,
      'part', part + 1, 'parts', (select count(*) from parts), 'entries', entries) as data
    from feed, import, counts, parts where detail <> 'none'
    union all
    select place + (select count(*) from parts)::int, 'entry.' || kind, json_build_object(
      'entryId', numbered.id, 'url', left(numbered.url, ${textInEvent}), 'title', left(title, ${textInEvent}),
      'published', published)
    from import, numbered where detail = 'entry'
  ), announcements as (
    insert into feedlock.outbox (partition, feed_id, fence, index, type, data)
    select partition, ${id}, ${fence}, index, type, data from import, events order by index
  )${afterwards}
  update feedlock.feeds set
    done_fence = ${fence}, etag = info.etag, last_modified = info.last_modified, answered_by = info.answered_by, body_hash = info.body_hash,
    title = info.title, description = info.description, site_url = info.site_url, language = info.language,
    updated = info.updated, about = info.about, hints = info.hints, gap = info.gap, newest = info.newest, fresh_for = info.fresh_for,
    checked_at = now(), imported_at = now(), failures = 0, unchanged = 0, gone_seen = 0, gone_at = null,
    whole_at = case when http_status = ${imUsed} then feeds.whole_at else now() end,
    ${ledTo(sql`info.moved_to`)}, ${nextDue(sql`due_in`)}
  from feed, import, info, counts where feeds.id = feed.id
  returning counts.created, counts.updated, case when ${hasMoved(moves)} then feeds.moved_to end as "moveTo"`);
