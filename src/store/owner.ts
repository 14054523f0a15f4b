import { sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import { FeedlockError } from '../errors.ts';
import { createStatement } from './statement.ts';

const takeOwnership = createStatement<{ namespace: string }, object>(sql`
  insert into feedlock.owner (namespace) values (${sql.placeholder('namespace')}::text) on conflict do nothing`);

const readOwner = createStatement<Record<string, never>, { namespace: string }>(sql`
  select namespace from feedlock.owner`);

/**
 * Whoever comes first gives a database its namespace. Nodes of another one would lock the same feeds apart from these.
 *
 * @throws FeedlockError `bad-option`
 */
export const requireNamespace = async (client: Sql, namespace: string): Promise<void> => {
  await takeOwnership(client, { namespace });
  const [owner] = await readOwner(client, {});
  if (owner === undefined || owner.namespace === namespace) return;
  throw new FeedlockError(
    'bad-option',
    `use database ${client.options.database}: it belongs to namespace "${owner.namespace}", this node has "${namespace}"; ` +
      'give every node the same one, or each namespace a database',
  );
};
