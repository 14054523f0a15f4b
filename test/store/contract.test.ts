import type { Sql } from 'postgres';
import { connectPostgres } from '../../src/store/connection.ts';
import { parseFeedUrl } from '../../src/store/feed-url.ts';
import type { Commit } from '../../src/store/save.ts';
import { createStore } from '../../src/store/store.ts';
import { createTestDatabase } from '../database.ts';
import { openProxy } from '../proxy.ts';
import { keepsRowContract, type Opened } from './contract.ts';
import { storeOptions, visit } from './store.ts';

/** The tag with which Postgres says that a statement was carried out. */
const saysDone = (piece: string) => piece.includes('UPDATE 1');

/** A store whose connection is lost with what it sends next, or with the answer. */
const openDisturbed = async (databaseUrl: string) => {
  const url = new URL(databaseUrl);
  const proxy = await openProxy(Number(url.port));
  url.port = `${proxy.port}`;
  const client = connectPostgres({ url: url.href, connections: 2 });
  const store = createStore(client, storeOptions);
  await client`select 1`;
  return {
    commitLosing: async (lost: 'request' | 'reply', commit: Commit) => {
      const swallowed = lost === 'reply' ? proxy.swallow('replies', saysDone) : proxy.freeze('requests');
      const committed = store.commit(commit);
      await swallowed;
      proxy.cut();
      if (lost === 'request') proxy.thaw();
      return (await committed).outcome;
    },
    stop: async () => {
      await client.end({ timeout: 0 });
      await proxy.stop();
    },
  };
};

const take = async (client: Sql, id: string) => {
  const holder = await client.reserve();
  await holder`begin`;
  await holder`select from feedlock.feeds where id = ${id} for update`;
  return async () => {
    await holder`commit`;
    holder.release();
  };
};

keepsRowContract('PostgreSQL', async (): Promise<Opened> => {
  const database = await createTestDatabase();
  const { client } = database;
  const ours = connectPostgres({ url: database.url });
  const store = createStore(ours, storeOptions);
  const disturbed = await openDisturbed(database.url);
  let made = 0;
  return {
    feed: () => store.identify(parseFeedUrl(`https://site.example/${++made}`)),
    claim: (feed, seen, nonce = `nonce ${++made}`) => store.claim({ feed, seen, nonce }),
    commit: async (feed, fence, finding) => (await store.commit({ ...visit, feed, fence, finding })).outcome,
    commitLosing: (lost, feed, fence, finding) => disturbed.commitLosing(lost, { ...visit, feed, fence, finding }),
    row: async ({ id }) => {
      const [row] = await client<Awaited<ReturnType<Opened['row']>>[]>`
        select fence::int, done_fence::int as "doneFence", holder, failures from feedlock.feeds where id = ${id}`;
      if (!row) throw new Error('the row is gone');
      return { ...row };
    },
    history: async ({ id }) =>
      client`select fence::int, outcome, created from feedlock.imports where feed_id = ${id} order by fence`,
    events: async ({ id }) =>
      client`select fence::int, index, type from feedlock.outbox where feed_id = ${id} order by id`,
    entries: async ({ id }) => {
      const rows = await client<{ identity: string }[]>`
        select identity from feedlock.entries where feed_id = ${id} order by identity`;
      return rows.map(({ identity }) => identity);
    },
    hold: ({ id }) => take(client, id),
    [Symbol.asyncDispose]: async () => {
      await disturbed.stop();
      await ours.end({ timeout: 1 });
      await database[Symbol.asyncDispose]();
    },
  };
});
