import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createStore } from '../../src/store/store.ts';
import { entry, failed, imported, unchanged } from './import.ts';
import { openTestStore, storeOptions, visit } from './store.ts';

const findings = [imported(entry('late')), unchanged, failed];

describe('what Postgres refuses for now', () => {
  let store: Awaited<ReturnType<typeof openTestStore>>;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store[Symbol.asyncDispose]());

  const relent = () => store.client`drop function if exists refuse cascade`;

  /** Each change of a feed's row fails so. */
  const refuse = async (state: string) => {
    onTestFinished(async () => void (await relent()));
    await store.client.unsafe(`
      create function refuse() returns trigger language plpgsql as
        $$ begin raise exception 'not now' using errcode = '${state}'; end $$;
      create trigger refusal before update on feedlock.feeds for each row execute function refuse()`);
  };

  /** The same database over connections with a setting of their own. */
  const openWith = (connection: Record<string, string | number>) => {
    const client = postgres(store.url, { max: 2, connection });
    onTestFinished(() => client.end());
    return createStore(client, storeOptions);
  };

  it.each([
    ['a transaction that may only read', '25006'],
    ['a conflict with another transaction', '40001'],
    ['a deadlock', '40P01'],
    ['a full disk', '53100'],
    ['too many connections', '53300'],
    ['a statement that took too long', '57014'],
  ])('as for %s fails a claim and a commit as if it were away, and nothing is written', async (_, state) => {
    const feed = await store.feed(state);
    const fence = await store.mint(feed);
    await refuse(state);
    const message = expect.stringContaining(`${feed.url}: not now`);
    const refused = { name: 'FeedlockError', code: 'postgres-unreachable', message, cause: { code: state } };
    await expect(store.claim(feed, fence)).rejects.toMatchObject(refused);
    for (const finding of findings) await expect(store.commit(feed, fence, finding)).rejects.toMatchObject(refused);
    await relent();
    expect(await store.imports(feed.url)).toEqual([]);
    expect(await store.commit(feed, fence, imported(entry('a')))).toMatchObject({
      status: 'imported',
      fence,
      created: 1,
    });
  });

  it('is so on a server that only reads, as one in the middle of a failover', async () => {
    const feed = await store.feed('standby');
    const fence = await store.mint(feed);
    const standby = openWith({ default_transaction_read_only: 'on' });
    const refused = { code: 'postgres-unreachable', message: expect.stringContaining('read-only transaction') };
    await expect(standby.claim({ feed, seen: fence, nonce: 'nonce' })).rejects.toMatchObject(refused);
    for (const finding of findings)
      await expect(standby.commit({ ...visit, feed, fence, finding })).rejects.toMatchObject(refused);
  });

  it('is so where the time for a statement is up', async () => {
    const feed = await store.feed('slow');
    const fence = await store.mint(feed);
    const impatient = openWith({ statement_timeout: 100 });
    await store.client.begin(async (holder) => {
      await holder`select from feedlock.feeds where id = ${feed.id} for update`;
      const refused = { code: 'postgres-unreachable', message: expect.stringContaining('statement timeout') };
      for (const finding of findings)
        await expect(impatient.commit({ ...visit, feed, fence, finding })).rejects.toMatchObject(refused);
    });
  });
});

it('what Postgres refuses for good is passed on as it is', async () => {
  await using store = await openTestStore();
  const feed = await store.feed();
  const fence = await store.mint(feed);
  await store.client`alter table feedlock.entries add constraint none check (identity <> 'a')`;
  await expect(store.commit(feed, fence, imported(entry('a')))).rejects.toMatchObject({ code: '23514' });
});
