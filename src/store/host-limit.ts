import { sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import type { HostLimit } from '../../machines/model.ts';
import { createStatement } from './statement.ts';

const readLimit = createStatement<{ name: string }, { ms: number }>(sql`
  select extract(epoch from not_before - now())::float8 * 1000 as ms from feedlock.hosts
  where name = ${sql.placeholder('name')}::text and not_before > now()`);

/** Until when a host is to be left alone, by our clock, as whichever node heard it. `null`: it is not. */
export const createNotBefore =
  (client: Sql) =>
  async (name: string): Promise<Date | null> => {
    const [limit] = await readLimit(client, { name });
    return limit ? new Date(Date.now() + limit.ms) : null;
  };

const keepLimit = createStatement<{ name: string; ms: number }, object>(sql`
  insert into feedlock.hosts as known (name, not_before)
  values (${sql.placeholder('name')}::text, now() + ${sql.placeholder('ms')}::float8 * interval '1 ms')
  on conflict (name) do update set not_before = greatest(known.not_before, excluded.not_before)`);

/** Keeps what a host asked for where all nodes see it. A shorter time than is known changes nothing. */
export const createLimitHost =
  (client: Sql, hostOf: (url: string) => string) =>
  async ({ url, ms }: HostLimit): Promise<void> => {
    await keepLimit(client, { name: hostOf(url), ms });
  };
