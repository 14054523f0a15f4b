import { type SQL, sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import type { RetentionOptions } from './retention-options.ts';
import { createStatement } from './statement.ts';
import { transact } from './transaction.ts';

/** Any number will do, if every node uses the same. */
const retentionLock = sql.raw(`${0x72_65_74_65}`);

/** Rows of one transaction, so that none lasts long. */
const batchSize = 1_000;

const takeLock = createStatement<Record<string, never>, { held: boolean }>(sql`
  select pg_try_advisory_xact_lock(${retentionLock}) as held`);

const deleteOld = (table: SQL, at: SQL) =>
  createStatement<{ ms: number }, { deleted: number }>(sql`
  with old as (
    select ctid from ${table} where ${at} < now() - ${sql.placeholder('ms')}::float8 * interval '1 ms'
    order by ${at} limit ${batchSize}
  ), deleted as (
    delete from ${table} using old where ${table}.ctid = old.ctid returning 1
  )
  select count(*)::int as deleted from deleted`);

const deleteImports = deleteOld(sql`feedlock.imports`, sql`at`);
const deleteVersions = deleteOld(sql`feedlock.entry_versions`, sql`replaced_at`);
const deleteHosts = deleteOld(sql`feedlock.hosts`, sql`not_before`);

/** One batch of each kind, unless another node is at it. `true`: there may be more. */
export const createRetention =
  (client: Sql, { imports, versions }: RetentionOptions) =>
  (): Promise<boolean> =>
    transact(client, async (transaction) => {
      const [lock] = await takeLock(transaction, {});
      if (!lock?.held) return false;
      const batches = [
        await deleteImports(transaction, { ms: imports }),
        await deleteVersions(transaction, { ms: versions }),
        await deleteHosts(transaction, { ms: 86_400_000 }),
      ];
      return batches.some(([batch]) => batch?.deleted === batchSize);
    });
