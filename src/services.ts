import { setTimeout as delay } from 'node:timers/promises';
import type { NatsConnection } from 'nats';
import type { Sql } from 'postgres';
import { joinServices } from './embedded/join.ts';
import { connectNats, refuseUnsafe } from './lock/connection.ts';
import type { Settings } from './options.ts';
import { checkPostgres, connectPostgres, warnOfTypeFetching } from './store/connection.ts';

/** Both services, connected: those that were named, and embedded ones for those that were not. */
export interface Services {
  nats: NatsConnection;
  sql: Sql;
  /** Closes what was opened here; what was handed in stays open. */
  close(): Promise<void>;
}

/** @throws FeedlockError `nats-unreachable`, `postgres-unreachable`, `bad-option`, within 10 s */
export const connectServices = async (settings: Settings): Promise<Services> => {
  const { dataDir, node, ttl, log } = settings;
  const closing: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const end of closing.reverse()) await end();
  };

  const joined = settings.nats && settings.database ? null : await joinServices({ dataDir, log });
  if (joined) closing.push(() => joined.stop());

  const openNats = async () => {
    const given = settings.nats ?? { servers: [joined?.natsUrl ?? ''], name: `feedlock ${node}` };
    if (!('servers' in given)) {
      refuseUnsafe(given, ttl, log);
      return given;
    }
    const connection = await connectNats(given, ttl);
    // Without a server draining may take for ever, or end and leave the client to reconnect for ever.
    closing.push(async () => {
      await Promise.race([connection.drain().catch(() => {}), delay(1_000, undefined, { ref: false })]);
      await connection.close();
    });
    return connection;
  };

  const openPostgres = async () => {
    const given = settings.database ?? { url: joined?.databaseUrl ?? '' };
    const sql = typeof given === 'function' ? given : connectPostgres(given);
    if (sql === given) warnOfTypeFetching(sql, log);
    else closing.push(() => sql.end({ timeout: 1 }));
    await checkPostgres(sql);
    return sql;
  };

  const [nats, sql] = await Promise.allSettled([openNats(), openPostgres()]);
  if (nats.status === 'fulfilled' && sql.status === 'fulfilled') return { nats: nats.value, sql: sql.value, close };
  await close();
  throw nats.status === 'rejected' ? nats.reason : sql.status === 'rejected' && sql.reason;
};
