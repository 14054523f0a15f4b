import { sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import type { Finding } from '../../machines/model.ts';
import { nextDue } from './after.ts';
import { partitionOf } from './partition.ts';
import type { Commit, SaveOptions } from './save.ts';
import { textInEvent } from './save-rows.ts';
import { createStatement } from './statement.ts';

type Failed = Commit<Extract<Finding, { status: 'failed' | 'gone' }>>;

/** Answers of 410 in a row that make a feed `gone`. */
const goneAfter = 2;

/**
 * What a host asked for holds, whatever becomes of this import. A feed that is gone is due no more; that it is so still is not
 * announced again.
 */
const recordFailureRow = createStatement<{ failure: string }, { isGone: boolean }>(sql`
  with failure as (
    select * from json_to_record(${sql.placeholder('failure')}::text::json)
      as f (id uuid, fence bigint, node text, detail text, partition smallint, http_status smallint, took_ms float8,
        code text, message text, is_gone boolean, due_in float8, host text, wait_ms float8)
  ), limited as (
    insert into feedlock.hosts as known (name, not_before)
    select host, now() + wait_ms * interval '1 ms' from failure where wait_ms > 0
    on conflict (name) do update set not_before = greatest(known.not_before, excluded.not_before)
  ), feed as (
    select id, fence, url, failures + 1 as failures, requested_fence >= fence as is_requested,
      case when failure.is_gone then gone_seen + 1 else 0 end as gone_seen,
      failure.is_gone and gone_seen + 1 >= ${goneAfter} as is_gone, gone_at
    from feedlock.feeds join failure using (id, fence)
    for update of feeds
  ), history as (
    insert into feedlock.imports (feed_id, fence, outcome, node, http_status, took_ms, error_code, error_message)
    select id, fence, case when feed.is_gone then 'gone' else 'failed' end, node, http_status, took_ms, code, message
    from feed join failure using (id, fence)
  ), announcement as (
    insert into feedlock.outbox (partition, feed_id, fence, index, type, data)
    select partition, id, fence, 0, case when feed.is_gone then 'feed.gone' else 'feed.failed' end, json_build_object(
      'url', left(url, ${textInEvent}), 'node', node, 'code', code, 'message', left(message, ${textInEvent}), 'httpStatus', http_status,
      'failures', failures)
    from feed join failure using (id, fence) where detail <> 'none' and not (feed.is_gone and gone_at is not null)
  )
  update feedlock.feeds set
    done_fence = feed.fence, checked_at = now(), failures = feed.failures, gone_seen = feed.gone_seen,
    gone_at = case when feed.is_gone then coalesce(feed.gone_at, now()) end,
    ${nextDue(sql`case when not feed.is_gone then due_in end`)}
  from feed join failure using (id, fence) where feeds.id = feed.id
  returning feed.is_gone as "isGone"`);

/** Records that an import failed, and says whether the feed is gone by now. `null`: the fence has been superseded. */
export const createRecordFailure =
  (client: Sql, { node, events, hostOf }: Pick<SaveOptions, 'node' | 'events'> & { hostOf(url: string): string }) =>
  async ({ feed, fence, finding, tookMs, dueIn }: Failed): Promise<{ isGone: boolean } | null> => {
    const limit = finding.status === 'failed' ? finding.limit : null;
    const [recorded] = await recordFailureRow(client, {
      failure: JSON.stringify({
        id: feed.id,
        fence,
        node,
        detail: events,
        partition: partitionOf(feed.id),
        http_status: finding.httpStatus,
        took_ms: tookMs,
        code: finding.error.code,
        // It may quote what Postgres does not take: U+0000 of a status line, half a surrogate pair of a body.
        message: finding.error.message.replaceAll('\0', '').toWellFormed(),
        is_gone: finding.status === 'gone',
        due_in: dueIn,
        host: limit && hostOf(limit.url),
        wait_ms: limit?.ms,
      }),
    });
    return recorded ?? null;
  };
