import { sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import { createStatement } from './statement.ts';

const fence = sql`${sql.placeholder('fence')}::bigint`;

const keepSurvival = createStatement<{ id: string; fence: number }, object>(sql`
  update feedlock.feeds set survived_fence = greatest(survived_fence, ${fence})
  where id = ${sql.placeholder('id')}::uuid`);

/** Remembers that whoever made a claim has lived to see its end, though there is no outcome to record. */
export const createSurvive =
  (client: Sql) =>
  async (id: string, fence: number): Promise<void> => {
    await keepSurvival(client, { id, fence });
  };
