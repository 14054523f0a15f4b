import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';

export interface TestDatabase extends AsyncDisposable {
  url: string;
  client: postgres.Sql;
}

/** For all files of a worker, because to connect takes longer than to copy a database. */
const admin = postgres(inject('databaseUrl'), { max: 1, fetch_types: false, idle_timeout: 10 });

/** A migrated database of its own, dropped when disposed of. */
export const createTestDatabase = async (): Promise<TestDatabase> => {
  const name = `feedlock_${randomUUID().replaceAll('-', '')}`;
  await admin`create database ${admin(name)} template ${admin(inject('templateDatabase'))}`;
  const url = new URL(inject('databaseUrl'));
  url.pathname = name;
  const client = postgres(url.href, { onnotice: () => {} });
  return {
    url: url.href,
    client,
    [Symbol.asyncDispose]: async () => {
      await client.end({ timeout: 1 });
      await admin`drop database ${admin(name)} with (force)`;
    },
  };
};
