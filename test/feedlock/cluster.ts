import { afterAll, beforeAll, inject } from 'vitest';
import { createFeedlock, type Feedlock, type FeedlockOptions } from '../../src/index.ts';
import { createTestDatabase, type TestDatabase } from '../database.ts';
import { type FeedServer, openFeedServer } from '../feed-server.ts';
import { createNamespace } from '../namespace.ts';

/** ms; short, so that what waits for a lease to end does not wait long. */
export const ttl = 3_000;

/** Nodes of one test file: they share a namespace, a database and a feed server of their own. */
export const createCluster = (common: FeedlockOptions = {}) => {
  const namespace = createNamespace();
  const opened = {} as { database: TestDatabase; server: FeedServer };
  const nodes: Feedlock[] = [];

  beforeAll(async () => {
    const [database, server] = await Promise.all([createTestDatabase(), openFeedServer()]);
    Object.assign(opened, { database, server });
  });
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.stop({ timeoutMs: 0 })));
    await opened.server.stop();
    await opened.database[Symbol.asyncDispose]();
  });

  const options = (): FeedlockOptions => ({
    nats: { servers: [inject('natsUrl')] },
    database: { url: opened.database.url, connections: 4 },
    namespace,
    ttl,
    fetch: { allow: [opened.server.host] },
    ...common,
  });

  return {
    namespace,
    options,
    get server() {
      return opened.server;
    },
    get database() {
      return opened.database;
    },
    open: async (node: string, change: FeedlockOptions = {}): Promise<Feedlock> => {
      const feedlock = await createFeedlock({ ...options(), node, ...change });
      nodes.push(feedlock);
      return feedlock;
    },
  };
};
