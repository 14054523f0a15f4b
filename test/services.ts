import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { createDatabase } from '../src/embedded/database.ts';
import { joinServices } from '../src/embedded/join.ts';
import { migrate } from '../src/store/migrate.ts';
import { createSeed, makeFolder, sow } from './embedded/seed.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    natsUrl: string;
    databaseUrl: string;
    /** Name of a migrated database to copy. */
    templateDatabase: string;
    /** A data folder to sow others from. */
    seed: string;
  }
}

/** NATS and PostgreSQL for all test files, on a folder of their own, which ends with them. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const dataDir = await makeFolder('feedlock-');
  const seed = await createSeed(dataDir);
  await sow(seed, dataDir);
  const { natsUrl, databaseUrl, stop } = await joinServices({ dataDir, durable: false, temporary: true });
  const template = await createDatabase(databaseUrl, 'template1', 'feedlock_template');
  const client = postgres(template.url, { max: 1 });
  await migrate(client);
  await client.end();
  project.provide('natsUrl', natsUrl);
  project.provide('databaseUrl', databaseUrl);
  project.provide('templateDatabase', 'feedlock_template');
  project.provide('seed', seed);
  return stop;
};
