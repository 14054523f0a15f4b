import { sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import type { EntryKey, FeedRef } from '../../machines/model.ts';
import { createStatement } from './statement.ts';

// One value, not a row for each: there may be thousands.
const placesOfChanged = createStatement<{ id: string; keys: string }, { places: string | null }>(sql`
  select string_agg(place::text, ' ') as places
  from json_to_recordset(${sql.placeholder('keys')}::text::json) as incoming (place int, identity text, hash text)
  where not exists (
    select from feedlock.entries entry
    where entry.feed_id = ${sql.placeholder('id')}::uuid and entry.identity = incoming.identity
      and (entry.hash = incoming.hash or entry.pruned_at is not null)
  )`);

/**
 * The places of those that the store does not have as they are: new, changed, or there under another identity. It is what the
 * last import left, and binds nobody: the commit decides.
 */
export const createCompare =
  (client: Sql) =>
  async (feed: FeedRef, keys: EntryKey[]): Promise<number[]> => {
    const [changed] = await placesOfChanged(client, {
      id: feed.id,
      keys: JSON.stringify(keys.map(({ identity, hash }, place) => ({ place, identity, hash }))),
    });
    return (changed?.places ?? '').split(' ').filter(Boolean).map(Number);
  };
