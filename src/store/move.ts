import { sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import type { FeedRef } from '../../machines/model.ts';
import type { EventDetail } from './event-detail.ts';
import { parseFeedUrl } from './feed-url.ts';
import { partitionOf } from './partition.ts';
import { textInEvent } from './save-rows.ts';
import { createStatement } from './statement.ts';

/** A feed to be moved, under the fence of the import that found out. */
export interface Move {
  feed: FeedRef;
  fence: number;
  to: string;
}

/** `taken`: another feed is there already. */
export type Moved = { status: 'moved' } | { status: 'lost' } | { status: 'taken'; by: FeedRef };

interface Known {
  url: string;
  credentials: string | null;
}

const id = sql`${sql.placeholder('id')}::uuid`;
const fence = sql`${sql.placeholder('fence')}::bigint`;
const digest = sql`${sql.placeholder('digest')}::text`;

const readFeed = createStatement<{ id: string; fence: number }, Known>(sql`
  select url, credentials from feedlock.feeds where id = ${id} and fence = ${fence} and merged_into is null`);

// One that was there once, and has moved on, does not have that URL any more.
const readOwner = createStatement<{ digest: string }, FeedRef>(sql`
  select id, key, feed.url from feedlock.urls known join feedlock.feeds feed on id = feed_id and feed.url = known.url
  where known.digest = ${digest}`);

/** Its event comes after all others of the import. */
export const lastIndex = 2 ** 31 - 1;

interface MoveRow extends Record<string, string | number> {
  id: string;
  fence: number;
  digest: string;
  move: string;
}

// Nothing is written unless the URL is, or becomes, a name of this feed.
const moveRow = createStatement<MoveRow, { id: string }>(sql`
  with move as (
    select * from json_to_record(${sql.placeholder('move')}::text::json)
      as m (url text, credentials text, partition smallint, detail text)
  ), feed as (
    select id, url, credentials, moved_seen, moved_since from feedlock.feeds
    where id = ${id} and fence = ${fence} and merged_into is null
    for update
  ), named as (
    insert into feedlock.urls (digest, url, feed_id) select ${digest}, move.url, id from feed, move
    on conflict (digest) do nothing
    returning feed_id
  ), moved as (
    select feed.* from feed
    where id in (select feed_id from named union all select feed_id from feedlock.urls where urls.digest = ${digest})
  ), recorded as (
    insert into feedlock.moves (feed_id, fence, from_url, to_url, from_credentials, seen, since)
    select id, ${fence}, moved.url, move.url, moved.credentials, moved_seen, coalesce(moved_since, now()) from moved, move
  ), announced as (
    insert into feedlock.outbox (partition, feed_id, fence, index, type, data)
    select partition, id, ${fence}, ${lastIndex}, 'feed.moved', json_build_object(
      'from', left(moved.url, ${textInEvent}), 'to', left(move.url, ${textInEvent}), 'mergedInto', null)
    from moved, move where detail <> 'none'
  )
  update feedlock.feeds set url = move.url, credentials = move.credentials, moved_to = null, moved_since = null, moved_seen = 0
  from moved, move where feeds.id = moved.id
  returning feeds.id`);

/** A login is for one origin alone. */
const withCredentials = (to: string, { url, credentials }: Known): string => {
  const target = new URL(to);
  if (credentials === null || target.origin !== new URL(url).origin) return target.href;
  const colon = credentials.indexOf(':');
  // The URL escapes the rest itself, and nothing that a URL as people write it leaves as it is.
  target.username = credentials.slice(0, colon).replaceAll('%', '%25');
  target.password = credentials.slice(colon + 1).replaceAll('%', '%25');
  return target.href;
};

/** Gives a feed the URL where it has moved to, unless another feed has it. */
export const createMove =
  (client: Sql, events: EventDetail) =>
  async ({ feed, fence, to }: Move): Promise<Moved> => {
    const [known] = await readFeed(client, { id: feed.id, fence });
    if (known === undefined) return { status: 'lost' };
    const { digest, url, credentials } = parseFeedUrl(withCredentials(to, known));
    const move = JSON.stringify({ url, credentials, partition: partitionOf(feed.id), detail: events });
    const moved = await moveRow(client, { id: feed.id, fence, digest, move });
    if (moved.length > 0) return { status: 'moved' };
    const [owner] = await readOwner(client, { digest });
    return owner && owner.id !== feed.id ? { status: 'taken', by: owner } : { status: 'lost' };
  };
