import { sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import { FeedlockError } from '../errors.ts';
import { parseFeedUrl } from './feed-url.ts';
import { createStatement } from './statement.ts';

export interface UndoneMove {
  /** The URL that the feed has again. */
  url: string;
  /** The one that it had meanwhile, and will not be moved to by itself again. */
  from: string;
}

const digest = sql`${sql.placeholder('digest')}::text`;

const last = sql`
  select move.* from feedlock.urls named join feedlock.moves move using (feed_id)
  where named.digest = ${digest} and undone_at is null
  order by move.fence desc limit 1`;

/** A fence is raised, so that an import under way does not leave the validators of the other URL. */
const undoLast = createStatement<{ digest: string }, UndoneMove>(sql`
  with last as (${last}), undone as (
    update feedlock.moves move set undone_at = now() from last
    where move.feed_id = last.feed_id and move.fence = last.fence
  )
  update feedlock.feeds set
    url = from_url, credentials = from_credentials, move_refused = to_url, fence = feeds.fence + 1,
    etag = null, last_modified = null, body_hash = null, moved_to = null, moved_since = null, moved_seen = 0
  from last where feeds.id = last.feed_id
  returning from_url as url, to_url as from`);

const readMerge = createStatement<{ digest: string; url: string }, { into: string }>(sql`
  select to_url as into from feedlock.urls named join feedlock.moves move on named.feed_id = move.merged_into
  where named.digest = ${digest} and from_url = ${sql.placeholder('url')}::text limit 1`);

/**
 * Takes a feed's last move back. `null`: it has not moved. What became part of another feed stays so.
 *
 * @throws FeedlockError `bad-url`
 */
export const createUndoMove =
  (client: Sql) =>
  async (raw: string): Promise<UndoneMove | null> => {
    const { digest, url } = parseFeedUrl(raw);
    const [undone] = await undoLast(client, { digest });
    if (undone) return undone;
    const [merge] = await readMerge(client, { digest, url });
    if (merge === undefined) return null;
    throw new FeedlockError('bad-option', `undo the move of ${url}: it has become part of ${merge.into}, which stays`);
  };
