import { sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import { createStatement } from './statement.ts';

const readLimit = createStatement<{ name: string }, { until: number }>(sql`
  select extract(epoch from not_before)::float8 * 1000 as until from feedlock.hosts
  where name = ${sql.placeholder('name')}::text and not_before > now()`);

/** Until when a host is to be left alone, as whichever node heard it. `null`: it is not. */
export const createNotBefore =
  (client: Sql) =>
  async (name: string): Promise<Date | null> => {
    const [limit] = await readLimit(client, { name });
    return limit ? new Date(limit.until) : null;
  };
