import { type SQL, sql } from 'drizzle-orm';
import { renamedRows } from './alias.ts';
import { contentColumns, entryFields, fieldsAsColumns, writtenColumns, writtenFromIncoming } from './entry-columns.ts';
import { orderedAt } from './entry-order.ts';

/**
 * Writes what is new or has changed of the entries of a document, and keeps what that replaces: common table expressions on
 * `feed`, of which `changed` says what became of which entry. What has no hash is there only by its names, identity and
 * alias: the store has it as it is.
 *
 * An entry that was pruned stays so, under whatever name it comes again. An edit waits for one that is being pruned.
 */
export const entryChanges = (feedId: SQL, fence: SQL, entries: SQL): SQL => sql`
  incoming as (
    select ${fieldsAsColumns} from feed, json_to_recordset(${entries}::text::json) as entry (${entryFields})
  ), known as (
    select entry.id, identity, entry.hash, incoming.hash as new_hash, entry.pruned_at
    from feedlock.entries entry join incoming using (identity) where entry.feed_id = ${feedId}
  ), renamed as (${renamedRows(feedId)}
  ), stored as (
    select *, false as is_renamed from known union all select *, true from renamed
  ), replaced as (
    select entry.*, stored.identity as name, entry.hash <> new_hash as is_edit
    from stored join feedlock.entries entry on entry.id = stored.id
    where is_renamed or stored.hash <> new_hash and stored.pruned_at is null
    for update of entry
  ), versions as (
    insert into feedlock.entry_versions (entry_id, fence, ${contentColumns})
    select id, ${fence}, ${contentColumns} from replaced where is_edit and pruned_at is null
  ), rewritten as (
    update feedlock.entries entry set
      ${writtenFromIncoming},
      ordered_at = ${orderedAt(sql`incoming`, sql`entry.first_seen`)},
      changed_at = case when is_edit then now() else entry.changed_at end
    from replaced join incoming on incoming.identity = name
    where entry.id = replaced.id and replaced.pruned_at is null
    returning entry.id, entry.url, entry.title, entry.published, is_edit
  ), kept_away as (
    update feedlock.entries entry set identity = incoming.identity, alias = incoming.alias
    from replaced join incoming on incoming.identity = name
    where entry.id = replaced.id and replaced.pruned_at is not null and entry.identity <> name
  ), created as (
    insert into feedlock.entries (feed_id, ${writtenColumns}, ordered_at)
    select ${feedId}, ${writtenColumns}, ${orderedAt(sql`incoming`, sql`now()`)}
    from incoming where hash is not null and identity not in (select identity from stored)
    returning id, url, title, published
  ), changed as (
    select *, 'created' as kind from created
    union all
    select id, url, title, published, 'updated' from rewritten where is_edit
  )`;
