import { sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import { createStatement } from './statement.ts';

const mintRow = createStatement<{ key: string }, { fence: number }>(sql`
  insert into feedlock.fences as known (key, fence) values (${sql.placeholder('key')}::text, 1)
  on conflict (key) do update set fence = known.fence + 1
  returning fence::float8`);

/** The next fence of a lock that guards no feed. */
export const createMintFence =
  (client: Sql) =>
  async (key: string): Promise<number> => {
    const [minted] = await mintRow(client, { key });
    if (!minted) throw new Error(`minting a fence for ${key} returned no row`);
    return minted.fence;
  };
