import { sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import { partitions } from './partition.ts';
import type { outbox } from './schema/records.ts';
import { createStatement } from './statement.ts';
import { transact } from './transaction.ts';

/** A committed event that is not yet known to be on NATS. */
export type OutboxRow = Omit<typeof outbox.$inferSelect, 'partition'>;

/** Publishes rows and says which of them, by id, are on NATS for certain. Stops when `lost`: they are another's by then. */
export type PublishRows = (rows: OutboxRow[], lost: AbortSignal) => Promise<number[]>;

export interface Worked {
  taken: number;
  deleted: number;
  /** Whether a partition may hold more than was taken of it. */
  more: boolean;
}

export interface OutboxOptions {
  /** How long a relay may publish before its partitions are free for others, in ms. @default 10_000 */
  bound?: number;
}

type Taken = Omit<OutboxRow, 'data' | 'at'> & { data: string; at: number };

const rowOf = ({ data, at, ...row }: Taken): OutboxRow => ({ ...row, data: JSON.parse(data), at: new Date(at) });

/** First half of the advisory locks' key; the partition is the other. Any number will do, if every node uses the same. */
const relayLock = sql.raw(`${0x6f75_7462}`);

/** Rows taken of a partition at a time. */
const batchSize = 200;

const boundTransaction = createStatement<{ bound: string }, object>(sql`
  select set_config('idle_in_transaction_session_timeout', ${sql.placeholder('bound')}::text, true),
    set_config('statement_timeout', ${sql.placeholder('bound')}::text, true)`);

// The rows are locked too, because the statement may see some that another relay deleted before it let go of its partition.
// Dates and JSON come as number and text: the client may be the caller's, who may read them in a way of his own (Drizzle does).
const takeRows = createStatement<{ partitions: string }, Taken>(sql`
  with held as materialized (
    select value::smallint as partition
    from json_array_elements_text(${sql.placeholder('partitions')}::text::json)
    where pg_try_advisory_xact_lock(${relayLock}, value::int)
  )
  select event.* from held cross join lateral (
    select id::float8, feed_id as "feedId", fence::float8, index, type, data::text,
      extract(epoch from at)::float8 * 1000 as at
    from feedlock.outbox where outbox.partition = held.partition
    order by outbox.id limit ${sql.raw(`${batchSize}`)}
    for update
  ) event
  order by event.id`);

const deleteRows = createStatement<{ ids: string }, object>(sql`
  delete from feedlock.outbox
  using json_array_elements_text(${sql.placeholder('ids')}::text::json) acknowledged
  where id = acknowledged.value::bigint`);

const findPending = createStatement<Record<string, never>, { partition: number }>(sql`
  select partition from generate_series(0, ${sql.raw(`${partitions - 1}`)}) partition
  cross join lateral (select from feedlock.outbox where outbox.partition = partition.partition limit 1) row`);

const countRows = createStatement<Record<string, never>, { count: number }>(sql`
  select count(*)::int as count from feedlock.outbox`);

/** Where committed events wait until they are on NATS. */
export const createOutbox = (client: Sql, { bound = 10_000 }: OutboxOptions = {}) => ({
  /** The partitions in which events wait. */
  pendingPartitions: async (): Promise<number[]> => (await findPending(client, {})).map(({ partition }) => partition),

  countPending: async (): Promise<number> => (await countRows(client, {}))[0]?.count ?? 0,

  /** Publishes what waits in those of the partitions that no other relay holds, oldest first, and deletes what arrived. */
  work: (wanted: readonly number[], publish: PublishRows): Promise<Worked> =>
    transact(client, async (transaction, lost) => {
      const [, rows] = await Promise.all([
        boundTransaction(transaction, { bound: `${bound}` }),
        takeRows(transaction, { partitions: JSON.stringify(wanted) }),
      ]);
      if (rows.length === 0) return { taken: 0, deleted: 0, more: false };
      const acknowledged = await publish(rows.map(rowOf), lost);
      lost.throwIfAborted();
      const { count: deleted } = await deleteRows(transaction, { ids: JSON.stringify(acknowledged) });
      return { taken: rows.length, deleted, more: rows.length >= batchSize };
    }),
});
