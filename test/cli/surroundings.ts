import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, inject } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../database.ts';
import { createNamespace } from '../namespace.ts';
import type { Environment } from './run.ts';

/** The environment of a test file's commands: a database, a namespace and a folder of their own. */
export const createSurroundings = (): Environment => {
  const env: Environment = { FEEDLOCK_NAMESPACE: createNamespace(), FEEDLOCK_ALLOW_PRIVATE: '1' };
  let database: TestDatabase;
  let folder: string;
  beforeAll(async () => {
    database = await createTestDatabase();
    folder = await mkdtemp(join(tmpdir(), 'feedlock-cli-'));
    Object.assign(env, {
      NATS_URL: inject('natsUrl'),
      DATABASE_URL: database.url,
      FEEDLOCK_DATA_DIR: join(folder, 'data'),
    });
  });
  afterAll(async () => {
    await database[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });
  return env;
};
