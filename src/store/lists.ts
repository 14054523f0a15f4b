import { desc, eq, getTableColumns, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/pg-proxy';
import type { Sql } from 'postgres';
import { parseFeedUrl } from './feed-url.ts';
import type { ImportRecord, StoredEntry, StoredFeed } from './rows.ts';
import { entries, feeds, imports, urls } from './schema.ts';

export interface ListOptions {
  /** Rows at the most. @default 100 */
  limit?: number;
}

/** Not those that only an import needs. */
const { credentials, key, holder, requestedFence, nextDue, bodyHash, ...shownColumns } = getTableColumns(feeds);

/**
 * What a caller may read. Drizzle sees our connection through a proxy: handed the connection itself, it would change how
 * the caller's own queries read dates.
 */
export const createLists = (client: Sql) => {
  const database = drizzle(async (text, params, method) => {
    const query = client.unsafe(text, params as never[], { prepare: true });
    return { rows: method === 'all' ? await query.values() : await query };
  });
  const meantBy = (url: string) => eq(urls.digest, parseFeedUrl(url).digest);

  return {
    feeds: async ({ limit = 100 }: ListOptions = {}): Promise<StoredFeed[]> =>
      database.select(shownColumns).from(feeds).orderBy(desc(feeds.createdAt), desc(feeds.id)).limit(limit),

    entries: async (url: string, { limit = 100 }: ListOptions = {}): Promise<StoredEntry[]> =>
      database
        .select(getTableColumns(entries))
        .from(entries)
        .innerJoin(urls, eq(urls.feedId, entries.feedId))
        .where(meantBy(url))
        .orderBy(desc(sql`coalesce(${entries.published}, ${entries.firstSeen})`), desc(entries.id))
        .limit(limit),

    imports: async (url?: string, { limit = 100 }: ListOptions = {}): Promise<ImportRecord[]> => {
      const history = database
        .select({ ...getTableColumns(imports), url: feeds.url })
        .from(imports)
        .innerJoin(feeds, eq(feeds.id, imports.feedId));
      const some = url === undefined ? history : history.innerJoin(urls, eq(urls.feedId, feeds.id)).where(meantBy(url));
      return some.orderBy(desc(imports.at), desc(imports.fence)).limit(limit);
    },
  };
};
