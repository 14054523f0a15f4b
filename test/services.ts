import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { createDatabase } from '../src/embedded/database.ts';
import { migrate } from '../src/store/migrate.ts';
import { startServices } from '../src/testing.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    natsUrl: string;
    databaseUrl: string;
    /** Name of a migrated database to copy. */
    templateDatabase: string;
  }
}

/** NATS and PostgreSQL for all test files, on a folder of their own. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const { natsUrl, databaseUrl, stop } = await startServices();
  const template = await createDatabase(databaseUrl, 'template1', 'feedlock_template');
  const client = postgres(template.url, { max: 1 });
  await migrate(client);
  await client.end();
  project.provide('natsUrl', natsUrl);
  project.provide('databaseUrl', databaseUrl);
  project.provide('templateDatabase', 'feedlock_template');
  return stop;
};
