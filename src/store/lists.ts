import { desc, eq, getTableColumns, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/pg-proxy';
import type { Sql } from 'postgres';
import { parseFeedUrl } from './feed-url.ts';
import { entries, feeds, imports, urls } from './schema.ts';

export interface ListOptions {
  /** Rows at the most. @default 100 */
  limit?: number;
}

const { credentials: _, ...shownColumns } = getTableColumns(feeds);

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
    /** The feeds that are known, the newest first, without their credentials. */
    feeds: ({ limit = 100 }: ListOptions = {}) =>
      database.select(shownColumns).from(feeds).orderBy(desc(feeds.createdAt), desc(feeds.id)).limit(limit),

    /** The entries of one feed, the newest first. @throws FeedlockError `bad-url` */
    entries: (url: string, { limit = 100 }: ListOptions = {}) =>
      database
        .select(getTableColumns(entries))
        .from(entries)
        .innerJoin(urls, eq(urls.feedId, entries.feedId))
        .where(meantBy(url))
        .orderBy(desc(sql`coalesce(${entries.published}, ${entries.firstSeen})`), desc(entries.id))
        .limit(limit),

    /** What was imported, or failed to be: of one feed or of all, the newest first. @throws FeedlockError `bad-url` */
    imports: (url?: string, { limit = 100 }: ListOptions = {}) => {
      const history = database
        .select({ ...getTableColumns(imports), url: feeds.url })
        .from(imports)
        .innerJoin(feeds, eq(feeds.id, imports.feedId));
      const some = url === undefined ? history : history.innerJoin(urls, eq(urls.feedId, feeds.id)).where(meantBy(url));
      return some.orderBy(desc(imports.at), desc(imports.fence)).limit(limit);
    },
  };
};
