import { sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import type { FeedRef, Limits } from '../../machines/model.ts';
import { createStatement } from './statement.ts';

const setRow = createStatement<{ id: string; limits: string }, object>(sql`
  update feedlock.feeds set limits = nullif(${sql.placeholder('limits')}::text::jsonb, '{}') where id = ${sql.placeholder('id')}::uuid`);

/** Gives a feed limits of its own, from its next import on; those not named are the system's. */
export const createSetLimits =
  (client: Sql) =>
  async ({ id }: FeedRef, limits: Partial<Limits>): Promise<void> => {
    await setRow(client, { id, limits: JSON.stringify(limits) });
  };
