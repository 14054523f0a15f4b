import { expect, onTestFinished, test } from 'vitest';
import { connectPostgres } from '../../src/store/connection.ts';
import { createTestDatabase } from '../database.ts';
import { openProxy } from '../proxy.ts';

test('a connection that the server ends as it begins takes nothing with it but what was asked over it', async () => {
  const database = await createTestDatabase();
  const url = new URL(database.url);
  const proxy = await openProxy(Number(url.port));
  onTestFinished(() => proxy.stop());
  url.port = `${proxy.port}`;
  const client = connectPostgres({ url: url.href, connections: 1 });
  onTestFinished(() => client.end({ timeout: 0 }));
  // A question of the client's own: nobody would hear of its end, and a rejection that nobody hears ends the process.
  const lost = proxy.swallow('requests', (piece) => piece.includes('pg_type'));
  const answer = client`select 1 as one`.then(
    (rows) => [...rows],
    () => null,
  );
  await Promise.race([lost, answer]);
  await database.client`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'feedlock'`;
  expect(await answer).toEqual([{ one: 1 }]);
});
