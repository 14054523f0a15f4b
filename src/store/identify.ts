import { sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import type { FeedRef } from '../../machines/model.ts';
import { FeedlockError } from '../errors.ts';
import { createBatch } from './batch.ts';
import type { FeedUrl } from './feed-url.ts';
import { asMany, createStatement } from './statement.ts';

/** The feed that a URL means, and the fence that its row had when we asked. */
export interface Identified extends FeedRef {
  fence: number;
}

interface Found extends Identified {
  digest: string;
}

const findOrMake = createStatement<{ wanted: string; count: number }, Found>(sql`
  with wanted as (
    select distinct on (digest) *
    from json_to_recordset(${sql.placeholder('wanted')}::text::json) as w (digest text, url text, credentials text)
    order by digest
    ${asMany}
  ), known as (
    select digest, feed_id from wanted join feedlock.urls using (digest)
  ), made as (
    insert into feedlock.feeds (key, url, credentials)
    select digest, wanted.url, credentials from wanted where digest not in (select digest from known)
    on conflict (key) do nothing
    returning *
  ), named as (
    insert into feedlock.urls (digest, url, feed_id) select key, url, id from made
  )
  select digest, id, key, url, fence::float8 from known join feedlock.feeds on id = feed_id
  union all
  select key, id, key, url, fence::float8 from made`);

/** More than two rounds would mean a row whose URL is not registered. */
const rounds = 3;

/** Finds the feed of a URL, or makes it: one statement for all that are asked for at the same moment. */
export const createIdentify = (client: Sql) => {
  const identifyAll = async (wanted: readonly FeedUrl[]) => {
    const found = new Map<string, Identified>();
    for (let round = 0; round < rounds && found.size < wanted.length; round++) {
      // A feed that another node makes at this very moment is seen by nobody's first statement but the winner's.
      const missing = wanted.filter(({ digest }) => !found.has(digest));
      if (missing.length === 0) break;
      const rows = await findOrMake(client, { wanted: JSON.stringify(missing), count: missing.length });
      for (const { digest, ...feed } of rows) found.set(digest, feed);
    }
    return wanted.map(
      ({ digest, url }) =>
        found.get(digest) ?? new FeedlockError('internal', `look up ${url}: its row is there, but not under this URL`),
    );
  };
  return createBatch<FeedUrl, Identified>(identifyAll);
};
