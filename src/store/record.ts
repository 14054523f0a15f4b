import { type SQL, sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import type { Finding } from '../../machines/model.ts';
import { createBatch } from './batch.ts';
import { partitionOf } from './partition.ts';
import { type Commit, textInEvent } from './save.ts';
import { createStatement, type Runner } from './statement.ts';
import { underLockTimeout } from './timeouts.ts';

type Unchanged = Commit<Extract<Finding, { status: 'unchanged' }>>;
type Failed = Commit<Extract<Finding, { status: 'failed' }>>;

const recordUnchangedRows = (rowLocked: SQL) =>
  createStatement<{ commits: string }, { id: string }>(sql`
  with commits as (
    select * from json_to_recordset(${sql.placeholder('commits')}::text::json)
      as c (id uuid, fence bigint, etag text, last_modified text)
  ), feed as (
    select id, fence, commits.etag, commits.last_modified, requested_fence >= fence as is_requested
    from feedlock.feeds join commits using (id, fence)
    order by id
    for update of feeds ${rowLocked}
  )
  update feedlock.feeds set
    done_fence = feed.fence, etag = feed.etag, last_modified = feed.last_modified, checked_at = now(), failures = 0,
    unchanged = unchanged + 1, next_due = case when is_requested then now() else next_due end
  from feed where feeds.id = feed.id
  returning feeds.id`);

const recordUnlocked = recordUnchangedRows(sql`skip locked`);
const recordWaiting = recordUnchangedRows(sql``);

/**
 * Records that a feed has not changed: its own row and nothing else, one statement for all that settle at the same moment.
 * `false`: the fence has been superseded.
 */
export const createRecordUnchanged = (client: Sql) => {
  const recordAll = async (statement: typeof recordUnlocked, via: Runner, commits: readonly Unchanged[]) => {
    const rows = await statement(via, {
      commits: JSON.stringify(
        commits.map(({ feed, fence, finding: { validators } }) => ({
          id: feed.id,
          fence,
          etag: validators.etag,
          last_modified: validators.lastModified,
        })),
      ),
    });
    return new Set(rows.map(({ id }) => id));
  };

  /** The row is locked by another, or no longer ours. */
  const recordPatiently = async (commit: Unchanged): Promise<boolean> => {
    const act = `record ${commit.feed.url}`;
    const recorded = await underLockTimeout(client, act, (transaction) =>
      recordAll(recordWaiting, transaction, [commit]),
    );
    return recorded.has(commit.feed.id);
  };

  const recordTogether = createBatch<Unchanged, boolean>(async (commits) => {
    const recorded = await recordAll(recordUnlocked, client, commits);
    return commits.map(({ feed }) => recorded.has(feed.id));
  });

  return async (commit: Unchanged): Promise<boolean> => (await recordTogether(commit)) || recordPatiently(commit);
};

const recordFailureRow = createStatement<{ failure: string }, { failures: number }>(sql`
  with failure as (
    select * from json_to_record(${sql.placeholder('failure')}::text::json)
      as f (id uuid, fence bigint, node text, detail text, partition smallint, http_status smallint, took_ms float8,
        code text, message text)
  ), feed as (
    select id, fence, url, failures + 1 as failures, requested_fence >= fence as is_requested
    from feedlock.feeds join failure using (id, fence)
    for update of feeds
  ), history as (
    insert into feedlock.imports (feed_id, fence, outcome, node, http_status, took_ms, error_code, error_message)
    select id, fence, 'failed', node, http_status, took_ms, code, message from feed join failure using (id, fence)
  ), announcement as (
    insert into feedlock.outbox (partition, feed_id, fence, index, type, data)
    select partition, id, fence, 0, 'feed.failed', json_build_object(
      'url', left(url, ${textInEvent}), 'node', node, 'code', code, 'message', left(message, ${textInEvent}), 'httpStatus', http_status,
      'failures', failures)
    from feed join failure using (id, fence) where detail <> 'none'
  )
  update feedlock.feeds set
    done_fence = feed.fence, checked_at = now(), failures = feed.failures,
    next_due = case when is_requested then now() else next_due end
  from feed where feeds.id = feed.id
  returning feeds.failures`);

/** Records that an import failed. `false`: the fence has been superseded. */
export const createRecordFailure =
  (client: Sql, node: string, detail: string) =>
  async ({ feed, fence, finding, tookMs }: Failed): Promise<boolean> => {
    const rows = await recordFailureRow(client, {
      failure: JSON.stringify({
        id: feed.id,
        fence,
        node,
        detail,
        partition: partitionOf(feed.id),
        http_status: finding.httpStatus,
        took_ms: tookMs,
        code: finding.error.code,
        // It may quote what Postgres does not take: U+0000 of a status line, half a surrogate pair of a body.
        message: finding.error.message.replaceAll('\0', '').toWellFormed(),
      }),
    });
    return rows.length > 0;
  };
