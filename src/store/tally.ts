import { sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import { whileReachable } from './reachable.ts';
import { createStatement } from './statement.ts';

/** How many feeds there are, and how many of them are what. */
export interface Tally {
  feeds: number;
  /** On a schedule, the paused ones not counted. */
  polled: number;
  paused: number;
  /** Their time has come. */
  due: number;
  /** Due for more than a minute. */
  late: number;
  /** Whose last import failed. */
  failing: number;
  gone: number;
  /** Committed events that are not yet known to be on NATS. */
  outbox: number;
}

const countRows = createStatement<Record<string, never>, Tally>(sql`
  select count(*)::int as feeds,
    (count(*) filter (where polled and paused_at is null))::int as polled,
    (count(*) filter (where paused_at is not null))::int as paused,
    (count(*) filter (where next_due <= now()))::int as due,
    (count(*) filter (where next_due <= now() - interval '1 min'))::int as late,
    (count(*) filter (where failures > 0))::int as failing,
    (count(*) filter (where gone_at is not null))::int as gone,
    (select count(*) from feedlock.outbox)::int as outbox
  from feedlock.feeds where merged_into is null`);

/** @throws FeedlockError `postgres-unreachable` */
export const createTally = (client: Sql) => async (): Promise<Tally> => {
  const [tally] = await whileReachable('count the feeds', () => countRows(client, {}));
  if (!tally) throw new Error('counting the feeds returned no row');
  return tally;
};
