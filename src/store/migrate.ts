import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import postgres, { type Sql } from 'postgres';
import { transact } from './transaction.ts';

const migrationsFolder = join(dirname(createRequire(import.meta.url).resolve('feedlock/package.json')), 'drizzle');

/** Any number will do, as long as every node uses the same. */
const migrationLock = 0x6665_6564;

/** A connection of its own, whose server may say nothing for any time: with no bound for its statements it is not given up. */
const connectPatiently = ({ options }: Sql): Sql => {
  const patient: object = { ...options, max: 1, connection: { ...options.connection, statement_timeout: 0 } };
  return postgres(patient);
};

const bringUpToDate = async (client: Sql): Promise<void> => {
  const migrations = readMigrationFiles({ migrationsFolder });
  await transact(client, async (transaction) => {
    await transaction`select set_config('lock_timeout', '0', true), set_config('statement_timeout', '0', true),
                             set_config('client_min_messages', 'warning', true)`;
    await transaction`select pg_advisory_xact_lock(${migrationLock})`;
    const [database] = await transaction`select to_regclass('feedlock.migrations') is null as empty`;
    const applied = database?.empty ? [] : await transaction`select hash from feedlock.migrations`;
    const known = new Set(applied.map((row) => row.hash));
    for (const { hash, sql } of migrations) {
      if (known.has(hash)) continue;
      for (const statement of sql) await transaction.unsafe(statement);
      await transaction`insert into feedlock.migrations (hash) values (${hash})`;
    }
  });
};

/**
 * Brings the schema `feedlock` up to date, in one transaction. Nodes that start at the same time wait for one another, and
 * all but the first find nothing left to do.
 */
export const migrate = async (client: Sql): Promise<void> => {
  const patient = connectPatiently(client);
  try {
    await bringUpToDate(patient);
  } finally {
    await patient.end({ timeout: 1 });
  }
};
