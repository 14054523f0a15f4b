import { sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import type { FeedRef } from '../../machines/model.ts';
import { createBatch } from './batch.ts';
import type { FeedUrl } from './feed-url.ts';
import { createStatement } from './statement.ts';

/** A feed, and how far its imports are: the fence of its row, and that of the last recorded outcome. */
export interface Known extends FeedRef {
  fence: number;
  doneFence: number;
}

const findRows = createStatement<{ digests: string }, Known & { digest: string }>(sql`
  select digest, id, key, feed.url, fence::float8, done_fence::float8 as "doneFence"
  from json_array_elements_text(${sql.placeholder('digests')}::text::json) wanted
    join feedlock.urls on digest = wanted.value join feedlock.feeds feed on id = feed_id`);

/** The feed that a URL means, and nothing made; one statement for all that are asked for at the same moment. */
export const createFind = (client: Sql) =>
  createBatch<FeedUrl, Known | null>(async (wanted) => {
    const rows = await findRows(client, { digests: JSON.stringify(wanted.map(({ digest }) => digest)) });
    const found = new Map(rows.map(({ digest, ...feed }) => [digest, feed]));
    return wanted.map(({ digest }) => found.get(digest) ?? null);
  });
