import { type SQL, sql } from 'drizzle-orm';

/** Earlier dates are the zeros of clocks and file systems. */
const earliest = sql`timestamptz '1990-01-01T00:00:00Z'`;

/** How far ahead of ours the clock of a server may be. */
const tolerance = sql`interval '15 minutes'`;

const trusted = (date: SQL): SQL =>
  sql`case when ${date} between ${earliest} and now() + ${tolerance} then ${date} end`;

/**
 * Where an entry stands among those of its feed: published, else updated, where the feed names a date that can be; else first
 * seen. An entry dated ahead would stay on top until then.
 */
export const orderedAt = (entry: SQL, firstSeen: SQL): SQL =>
  sql`coalesce(${trusted(sql`${entry}.published`)}, ${trusted(sql`${entry}.updated`)}, ${firstSeen})`;
