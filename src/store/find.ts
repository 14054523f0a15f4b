import { sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import type { FeedRef } from '../../machines/model.ts';
import { createBatch } from './batch.ts';
import type { FeedUrl } from './feed-url.ts';
import { createStatement } from './statement.ts';

const findRows = createStatement<{ digests: string }, FeedRef & { digest: string }>(sql`
  select digest, id, key, feed.url
  from json_array_elements_text(${sql.placeholder('digests')}::text::json) wanted
    join feedlock.urls on digest = wanted.value join feedlock.feeds feed on id = feed_id`);

/** The feed that a URL means, and nothing made; one statement for all that are asked for at the same moment. */
export const createFind = (client: Sql) =>
  createBatch<FeedUrl, FeedRef | null>(async (wanted) => {
    const rows = await findRows(client, { digests: JSON.stringify(wanted.map(({ digest }) => digest)) });
    const found = new Map(rows.map(({ digest, ...feed }) => [digest, feed]));
    return wanted.map(({ digest }) => found.get(digest) ?? null);
  });
