import { connect } from 'nats';
import postgres, { type Sql } from 'postgres';
import { openNatsCluster } from '../nats-cluster.ts';
import { openPostgres } from '../processes/own-postgres.ts';
import type { Closing } from './closing.ts';

/** A PostgreSQL that knows when what was committed. */
const openDatabase = async () => {
  const server = await openPostgres();
  const client = postgres(server.url, { onnotice: () => undefined, idle_timeout: 1 });
  await client`alter system set track_commit_timestamp = on`;
  await client.end();
  await server.stop('SIGINT');
  await server.start();
  return server;
};

/** NATS and Postgres of a run's own, and connections that no fault is done to but those of the servers. */
export const openServices = async (closing: Closing) => {
  const opening = await Promise.allSettled([
    openDatabase().then((database) => closing.use(database)),
    openNatsCluster().then((cluster) => closing.use(cluster)),
  ]);
  const [database, cluster] = opening;
  if (database.status === 'rejected') throw database.reason;
  if (cluster.status === 'rejected') throw cluster.reason;
  const sql: Sql = postgres(database.value.url, { onnotice: () => undefined, max: 8, backoff: () => 0.2 });
  closing.defer(() => sql.end({ timeout: 0 }));
  const nats = await connect({
    servers: cluster.value.urls,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    pingInterval: 500,
    maxPingOut: 2,
  });
  closing.defer(() => nats.close());
  return { database: database.value, cluster: cluster.value, sql, nats };
};

export type Services = Awaited<ReturnType<typeof openServices>>;
