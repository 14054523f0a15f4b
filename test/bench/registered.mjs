// A database with so many feeds on the schedule, as they are when they have been imported for a while: here and there one that
// is due, the others not for an hour, and pages with some room.
import postgres from 'postgres';
import { migrate } from '../../dist/src/store/migrate.js';

/** @param {string} url */
export const openRegistered = async (url) => {
  const client = postgres(url, { max: 1, onnotice: () => {} });
  await migrate(client);

  return {
    client,
    /** @param {number} count @param {number} due */
    fill: async (count, due) => {
      // What runs beside it keeps dead rows from being removed.
      await client`alter table feedlock.feeds set (autovacuum_enabled = off)`;
      await client`
        insert into feedlock.feeds (key, url, fence, done_fence, holder, etag, last_modified, answered_by, body_hash, whole_at,
          fresh_for, title, description, site_url, language, updated, gap, newest, checked_at, imported_at, unchanged, polled, next_due)
        select digest, url, 40, 40, md5(digest), '"' || md5(url) || '"', 'Tue, 06 Jan 2026 07:08:09 GMT', url, digest, now(),
          300000, 'The feed of site ' || n, 'What there is to read at site ' || n || ', every day',
          'https://site-' || n || '.example/', 'en', now(), 2e7, now(), now(), now(), n % 20, true,
          case when n % ${Math.floor(count / Math.max(1, due))}::int = 0 and ${due > 0}::bool then now() - random() * interval '1 min'
            else now() + interval '1 hour' + random() * interval '23 hours' end
        from (
          select n, url, encode(sha256(url::bytea), 'hex') as digest
          from generate_series(1, ${count}::int) as n,
            lateral (select 'https://site-' || n || '.example/feeds/' || md5(n::text) || '.xml') as feed (url)
        ) as feed`;
      await client`insert into feedlock.urls (digest, url, feed_id) select key, url, id from feedlock.feeds`;
      await client`update feedlock.feeds set unchanged = 0 where unchanged in (7, 13)`;
      await client`vacuum (analyze) feedlock.feeds, feedlock.urls`;
      await client`alter table feedlock.feeds reset (autovacuum_enabled)`;
      await client`checkpoint`;
    },
    /** Leaves nothing to do. */
    calm: () =>
      client`update feedlock.feeds set next_due = now() + interval '1 hour', queued_until = null where next_due <= now()`,
    end: () => client.end(),
  };
};
