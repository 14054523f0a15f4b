import { type SQL, sql } from 'drizzle-orm';

/** The host of an entry whose identity is an address. */
const siteOf = (entry: SQL): SQL => sql`substring(lower(${entry}.identity) from '^(?:https?:)?//(?:www[.])?([^/?#]+)')`;

/**
 * Whether two entries of one alias are one. The path alone proves little: two sites that one feed gathers, or two days of one
 * page, may share it.
 */
export const areOne = (one: SQL, other: SQL): SQL => sql`
  (${siteOf(one)} = ${siteOf(other)} or ${one}.title = ${other}.title or ${one}.published = ${other}.published
    or ${one}.hash = ${other}.hash)`;

/**
 * What the store has under another identity: `id` of the entry, `identity` as it is now. Only where the alias is that of one
 * entry alone, in the document and in the store, and the document knows nothing of the earlier identity.
 */
export const renamedRows = (feedId: SQL): SQL => sql`
  select entry.id, incoming.identity, entry.hash, entry.pruned_at
  from (
    select alias, min(identity) as identity from incoming where alias is not null group by alias having count(*) = 1
  ) lone
  join incoming using (identity)
  join feedlock.entries entry on entry.feed_id = ${feedId} and entry.alias = lone.alias
  where incoming.hash is not null
    and incoming.identity not in (select identity from known)
    and entry.identity not in (select identity from incoming)
    and not exists (
      select from feedlock.entries other
      where other.feed_id = ${feedId} and other.alias = lone.alias and other.id <> entry.id
    )
    and ${areOne(sql`entry`, sql`incoming`)}`;

/**
 * What two feeds both have: `id` of the entry of the first, `kept_id` of that of the second. Under one alias, if no other of
 * either has it. One pass over both: a join of two would be quadratic wherever Postgres expects few rows.
 */
export const entriesOfBoth = (feedId: SQL, into: SQL): SQL => sql`
  select entry.id, entry.first_seen, kept.id as kept_id
  from feedlock.entries entry join feedlock.entries kept on kept.feed_id = ${into} and kept.identity = entry.identity
  where entry.feed_id = ${feedId}
  union
  select entry.id, entry.first_seen, kept.id
  from (
    select min(id) filter (where feed_id = ${feedId}) as id, min(id) filter (where feed_id = ${into}) as kept_id
    from feedlock.entries where feed_id in (${feedId}, ${into}) and alias is not null
    group by alias
    having count(*) = 2 and count(*) filter (where feed_id = ${feedId}) = 1
  ) pairs
  join feedlock.entries entry on entry.id = pairs.id join feedlock.entries kept on kept.id = pairs.kept_id
  where ${areOne(sql`entry`, sql`kept`)}`;
