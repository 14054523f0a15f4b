import type { ReservedSql, Sql } from 'postgres';
import { vi } from 'vitest';
import { feedIdOf } from './records.ts';

/** Keeps statements waiting on the server, inside their transactions. */
export interface Hold extends AsyncDisposable {
  /** Resolves when so many statements wait. */
  waiting(count: number): Promise<void>;
  /** Lets them go on. */
  release(): Promise<void>;
}

const hold = async (client: Sql, take: (holder: ReservedSql) => Promise<unknown>): Promise<Hold> => {
  const holder = await client.reserve();
  await holder`begin`;
  await take(holder);
  const [self] = await holder<{ pid: number }[]>`select pg_backend_pid() as pid`;
  let held = true;

  const count = async () =>
    (await client`select from pg_stat_activity where ${self?.pid ?? 0}::int = any(pg_blocking_pids(pid))`).length;
  const release = async () => {
    if (!held) return;
    held = false;
    await holder`rollback`;
    holder.release();
  };
  return {
    waiting: async (wanted) => {
      await vi.waitUntil(async () => (await count()) === wanted, { timeout: 5_000, interval: 10 });
    },
    release,
    [Symbol.asyncDispose]: release,
  };
};

/** The feed's commits wait at one of its entries: their transactions have locked its row and begun to write. */
export const holdAtEntry = async (client: Sql, url: string, identity: string): Promise<Hold> => {
  const id = await feedIdOf(client, url);
  return hold(
    client,
    (holder) => holder`
      insert into feedlock.entries (feed_id, identity, hash, enclosures, categories)
      values (${id}, ${identity}, 'held', '[]', '[]')`,
  );
};

/** All commits wait before they have looked at a row, though the server has their statements. */
export const holdAtEntries = (client: Sql): Promise<Hold> =>
  hold(client, (holder) => holder`lock table feedlock.entries in exclusive mode`);

/** Relays can publish what is committed, but not strike it off. */
export const holdAtOutbox = (client: Sql): Promise<Hold> =>
  hold(client, (holder) => holder`lock table feedlock.outbox in share mode`);

/** Whoever writes this entry sleeps for a minute, and would then go on: nothing but the server's end cuts that short. */
export const sleepAtEntry = async (client: Sql, identity: string) => {
  await client`
    create or replace function feedlock.sleep() returns trigger language plpgsql
    as $$ begin perform pg_sleep(60); return new; end $$`;
  await client.unsafe(`
    create trigger sleep before insert on feedlock.entries
    for each row when (new.identity = '${identity}') execute function feedlock.sleep()`);
  const sleepers = () =>
    client`select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`;
  return {
    asleep: async (): Promise<void> => {
      await vi.waitUntil(async () => (await sleepers()).length > 0, { timeout: 5_000, interval: 10 });
    },
    end: async (): Promise<void> => {
      await client`drop trigger sleep on feedlock.entries`;
    },
  };
};
