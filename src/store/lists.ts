import { and, desc, eq, getTableColumns, isNull } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/pg-proxy';
import type { Sql } from 'postgres';
import { parseFeedUrl } from './feed-url.ts';
import type { ImportRecord, RecordedMove, StoredEntry, StoredFeed, Subscription } from './rows.ts';
import { entries } from './schema/entries.ts';
import { feeds, moves, urls } from './schema/feeds.ts';
import { imports } from './schema/records.ts';

export interface ListOptions {
  /** Rows at the most. @default 100 */
  limit?: number;
}

const { prunedAt, ...entryColumns } = getTableColumns(entries);

const shownColumns = {
  id: feeds.id,
  url: feeds.url,
  title: feeds.title,
  description: feeds.description,
  link: feeds.link,
  language: feeds.language,
  updated: feeds.updated,
  about: feeds.about,
  fence: feeds.fence,
  doneFence: feeds.doneFence,
  etag: feeds.etag,
  lastModified: feeds.lastModified,
  limits: feeds.limits,
  checkedAt: feeds.checkedAt,
  importedAt: feeds.importedAt,
  polled: feeds.polled,
  pausedAt: feeds.pausedAt,
  nextDue: feeds.nextDue,
  goneAt: feeds.goneAt,
  movedTo: feeds.movedTo,
  movedSeen: feeds.movedSeen,
  movedSince: feeds.movedSince,
  failures: feeds.failures,
  unchanged: feeds.unchanged,
  createdAt: feeds.createdAt,
};

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
  const feedMeantBy = (url: string) => database.select({ feedId: urls.feedId }).from(urls).where(meantBy(url));

  return {
    feeds: async ({ limit = 100 }: ListOptions = {}): Promise<StoredFeed[]> =>
      database
        .select(shownColumns)
        .from(feeds)
        .where(isNull(feeds.mergedInto))
        .orderBy(desc(feeds.createdAt), desc(feeds.id))
        .limit(limit),

    /** Those on the schedule, paused or not, in the order in which they were added. */
    subscriptions: async (): Promise<Subscription[]> =>
      database
        .select({ url: feeds.url, title: feeds.title, link: feeds.link })
        .from(feeds)
        .where(and(feeds.polled, isNull(feeds.mergedInto)))
        .orderBy(feeds.createdAt, feeds.id),

    entries: async (url: string, { limit = 100 }: ListOptions = {}): Promise<StoredEntry[]> =>
      database
        .select(entryColumns)
        .from(entries)
        // Not a join, whose rows no index has in this order.
        .where(and(eq(entries.feedId, feedMeantBy(url)), isNull(prunedAt)))
        .orderBy(desc(entries.orderedAt), desc(entries.entryId))
        .limit(limit),

    moves: async ({ limit = 100 }: ListOptions = {}): Promise<RecordedMove[]> => {
      const { fromCredentials, ...shown } = getTableColumns(moves);
      return database.select(shown).from(moves).orderBy(desc(moves.at), desc(moves.fence)).limit(limit);
    },

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
