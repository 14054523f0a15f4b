import { expect, it } from 'vitest';
import { requireNamespace } from '../../src/store/owner.ts';
import { createTestDatabase } from '../database.ts';

it('a database belongs to the namespace that comes first, and refuses every other', async () => {
  await using database = await createTestDatabase();
  const { client } = database;
  const claims = await Promise.allSettled(['one', 'two'].map((namespace) => requireNamespace(client, namespace)));
  expect(claims.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const [owner] = await client`select namespace from feedlock.owner`;
  await requireNamespace(client, owner?.namespace);
  await expect(requireNamespace(client, 'three')).rejects.toMatchObject({
    code: 'bad-option',
    message: expect.stringContaining(`belongs to namespace "${owner?.namespace}", this node has "three"`),
  });
});
