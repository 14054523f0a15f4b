import { readdir } from 'node:fs/promises';
import postgres from 'postgres';
import { expect, inject, it } from 'vitest';
import { createDatabase } from '../../src/embedded/database.ts';
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
