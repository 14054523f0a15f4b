import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, type Database } from './embedded/database.ts';
import { type JoinedServices, joinServices } from './embedded/join.ts';

export type { Database };

export interface TestServicesOptions {
  /** @default a folder of its own under the system's temporary folder, removed at the end. */
  dataDir?: string;
  /** Whether the data outlives a crash of the system. @default false, which is faster */
  durable?: boolean;
}

export interface TestServices extends JoinedServices {
  /** A database of its own for a test: empty, or a copy of another one, to which nobody may be connected. */
  createDatabase(template?: string): Promise<Database>;
}

const temporaryFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'feedlock-'));
  // Root's PostgreSQL runs as another account, which must pass through.
  await chmod(folder, 0o755);
  return folder;
};

/** Starts a real NATS server and a real PostgreSQL for tests. They end with this process, however that ends. */
export const startServices = async (options: TestServicesOptions = {}): Promise<TestServices> => {
  const { dataDir = await temporaryFolder(), durable = false } = options;
  const services = await joinServices({ dataDir, durable, temporary: options.dataDir === undefined });
  return { ...services, createDatabase: (template) => createDatabase(services.databaseUrl, template) };
};
