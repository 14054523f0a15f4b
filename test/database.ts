import postgres from 'postgres';
import { inject } from 'vitest';
import { createDatabase } from '../src/embedded/database.ts';

export interface TestDatabase extends AsyncDisposable {
  url: string;
  client: postgres.Sql;
}

/** A migrated database of its own, dropped when disposed of. */
export const createTestDatabase = async (): Promise<TestDatabase> => {
  const { url, drop } = await createDatabase(inject('databaseUrl'), inject('templateDatabase'));
  const client = postgres(url, { onnotice: () => {} });
  return {
    url,
    client,
    [Symbol.asyncDispose]: async () => {
      await client.end({ timeout: 1 });
      await drop();
    },
  };
};
