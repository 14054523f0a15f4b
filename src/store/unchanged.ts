import { type SQL, sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import type { Finding } from '../../machines/model.ts';
import { hasMoved, ledTo, nextDue } from './after.ts';
import { createBatch } from './batch.ts';
import type { MoveEvidence } from './move-evidence.ts';
import type { Commit, SaveOptions } from './save.ts';
import { asMany, createStatement, type Runner } from './statement.ts';
import { underLockTimeout } from './timeouts.ts';

type Unchanged = Commit<Extract<Finding, { status: 'unchanged' }>>;

/** `moveTo`: where the feed has moved for good. */
interface Recorded {
  moveTo: string | null;
}

const recordUnchangedRows = (rowLocked: SQL, moves: MoveEvidence) =>
  createStatement<{ commits: string; count: number }, { id: string; moveTo: string | null }>(sql`
  with commits as (
    select * from json_to_recordset(${sql.placeholder('commits')}::text::json)
      as c (id uuid, fence bigint, etag text, last_modified text, answered_by text, is_whole boolean, fresh_for float8, moved_to text, due_in float8)
    ${asMany}
  ), feed as (
    select id, fence, commits.etag, commits.last_modified, commits.answered_by, is_whole, commits.fresh_for, commits.moved_to, due_in,
      requested_fence >= fence as is_requested
    from feedlock.feeds join commits using (id, fence)
    order by id
    for update of feeds ${rowLocked}
  )
  update feedlock.feeds set
    done_fence = feed.fence, etag = feed.etag, last_modified = feed.last_modified, answered_by = feed.answered_by, fresh_for = feed.fresh_for,
    whole_at = case when is_whole then now() else whole_at end, checked_at = now(), failures = 0, gone_seen = 0,
    gone_at = null, unchanged = unchanged + 1, ${ledTo(sql`feed.moved_to`)}, ${nextDue(sql`due_in`)}
  from feed where feeds.id = feed.id
  returning feeds.id, case when ${hasMoved(moves)} then feeds.moved_to end as "moveTo"`);

/**
 * Records that a feed has not changed: its own row and nothing else, one statement for all that settle at the same moment.
 * `null`: the fence has been superseded.
 */
export const createRecordUnchanged = (client: Sql, { moves }: Pick<SaveOptions, 'moves'>) => {
  const recordUnlocked = recordUnchangedRows(sql`skip locked`, moves);
  const recordWaiting = recordUnchangedRows(sql``, moves);

  const recordAll = async (statement: typeof recordUnlocked, via: Runner, commits: readonly Unchanged[]) => {
    const rows = await statement(via, {
      commits: JSON.stringify(
        commits.map(({ feed, fence, finding, dueIn }) => ({
          id: feed.id,
          fence,
          etag: finding.validators.etag,
          last_modified: finding.validators.lastModified,
          answered_by: finding.url,
          is_whole: finding.httpStatus === 200,
          fresh_for: finding.freshFor,
          moved_to: finding.movedTo,
          due_in: dueIn,
        })),
      ),
      count: commits.length,
    });
    return new Map(rows.map(({ id, moveTo }) => [id, { moveTo }]));
  };

  /** The row is locked by another, or no longer ours. */
  const recordPatiently = async (commit: Unchanged): Promise<Recorded | null> => {
    const act = `record ${commit.feed.url}`;
    const recorded = await underLockTimeout(client, act, (transaction) =>
      recordAll(recordWaiting, transaction, [commit]),
    );
    return recorded.get(commit.feed.id) ?? null;
  };

  const recordTogether = createBatch<Unchanged, Recorded | null>(async (commits) => {
    const recorded = await recordAll(recordUnlocked, client, commits);
    return commits.map(({ feed }) => recorded.get(feed.id) ?? null);
  });

  return async (commit: Unchanged): Promise<Recorded | null> =>
    (await recordTogether(commit)) ?? recordPatiently(commit);
};
