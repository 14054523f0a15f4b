import { sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import { FeedlockError } from '../errors.ts';
import { parseFeedUrl } from './feed-url.ts';
import { whileReachable } from './reachable.ts';
import { createStatement } from './statement.ts';

export interface UndoneMove {
  /** The URL that the feed has again. */
  url: string;
  /** The one that it had meanwhile, and will not be moved to by itself again. */
  from: string;
}

const url = sql`${sql.placeholder('url')}::text`;

/** The last move of the feed that came by this URL. One that only took another in has not moved. */
const last = sql`
  select distinct on (feed_id) move.* from feedlock.moves move
  where undone_at is null and exists (
    select from feedlock.moves own
    where own.feed_id = move.feed_id and (own.from_url = ${url} or own.to_url = ${url} and own.merged_into is null)
  )
  order by feed_id, fence desc`;

/**
 * The URL that it had meanwhile is free for another feed. A fence is raised, so that an import under way does not leave the
 * validators of that URL.
 */
const undoLast = createStatement<{ url: string }, UndoneMove>(sql`
  with last as (
    select * from (${last}) move where merged_into is null order by at desc limit 1
  ), undone as (
    update feedlock.moves move set undone_at = now() from last
    where move.feed_id = last.feed_id and move.fence = last.fence
  ), unnamed as (
    delete from feedlock.urls using last join feedlock.feeds feed on feed.id = last.feed_id
    where urls.feed_id = feed.id and urls.url = to_url and urls.digest <> feed.key
  )
  update feedlock.feeds set
    url = from_url, credentials = from_credentials, move_refused = move_refused || to_url, fence = feeds.fence + 1,
    etag = null, last_modified = null, body_hash = null, moved_to = null, moved_since = null, moved_seen = 0
  from last where feeds.id = last.feed_id
  returning from_url as url, to_url as from`);

const readMerge = createStatement<{ url: string }, { into: string }>(sql`
  select to_url as into from (${last}) move where merged_into is not null limit 1`);

/**
 * Takes a feed's last move back. `null`: it has not moved. What became part of another feed stays so.
 *
 * @throws FeedlockError `bad-url`, `bad-option`, `postgres-unreachable`
 */
export const createUndoMove =
  (client: Sql) =>
  async (raw: string): Promise<UndoneMove | null> => {
    const { url } = parseFeedUrl(raw, 'undo the move of');
    const act = `undo the move of ${url}`;
    return whileReachable(act, async () => {
      const [undone] = await undoLast(client, { url });
      if (undone) return undone;
      const [merge] = await readMerge(client, { url });
      if (merge === undefined) return null;
      throw new FeedlockError('bad-option', `${act}: it has become part of ${merge.into}, which stays`);
    });
  };
