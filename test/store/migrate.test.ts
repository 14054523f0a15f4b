import { readdir } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import postgres from 'postgres';
import { expect, inject, it } from 'vitest';
import { createDatabase } from '../../src/embedded/database.ts';
import { connectPostgres } from '../../src/store/connection.ts';
import { migrate } from '../../src/store/migrate.ts';

it('ten nodes that start at once migrate an empty database once', async () => {
  const { url, drop } = await createDatabase(inject('databaseUrl'), 'template1');
  const nodes = Array.from({ length: 10 }, () => postgres(url, { max: 1, onnotice: () => {} }));
  try {
    await Promise.all(nodes.map(migrate));
    const [first] = await Promise.all(nodes.map((node) => node`select count(*)::int from feedlock.migrations`));
    const files = (await readdir('drizzle')).filter((file) => file.endsWith('.sql'));
    expect(first).toEqual([{ count: files.length }]);
  } finally {
    await Promise.all(nodes.map((node) => node.end()));
    await drop();
  }
});

it('a node waits for another that migrates, however long Postgres is silent meanwhile', async () => {
  const { url, drop } = await createDatabase(inject('databaseUrl'), 'template1');
  const other = postgres(url, { max: 1 });
  const hurried = new URL(url);
  hurried.searchParams.set('statement_timeout', '100');
  const client = connectPostgres({ url: hurried.href }, { grace: 100 });
  try {
    const migrated = await other.begin(async (transaction) => {
      await transaction`select pg_advisory_xact_lock(${0x6665_6564})`;
      const migrating = migrate(client).then(() => 'done');
      expect(await Promise.race([migrating, wait(1_000, 'waiting')])).toBe('waiting');
      return { migrating };
    });
    expect(await migrated.migrating).toBe('done');
  } finally {
    await Promise.all([other.end(), client.end({ timeout: 1 })]);
    await drop();
  }
});
