import type { Sql } from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { transact } from '../../src/store/transaction.ts';
import { createTestDatabase, type TestDatabase } from '../database.ts';

let database: TestDatabase;
let client: Sql;
beforeAll(async () => {
  database = await createTestDatabase();
  client = database.client;
});
afterAll(() => database[Symbol.asyncDispose]());

test('what ran is committed, and its result handed on', async () => {
  const result = await transact(client, async (transaction) => {
    await transaction`insert into feedlock.fences (key, fence) values ('kept', 1)`;
    return 'done';
  });
  expect(result).toBe('done');
  expect(await client`select from feedlock.fences where key = 'kept'`).toHaveLength(1);
});

test('what threw is rolled back', async () => {
  const ran = transact(client, async (transaction) => {
    await transaction`insert into feedlock.fences (key, fence) values ('undone', 1)`;
    throw new Error('changed my mind');
  });
  await expect(ran).rejects.toThrow('changed my mind');
  expect(await client`select from feedlock.fences where key = 'undone'`).toHaveLength(0);
});

const backendOf = async (transaction: { unsafe(text: string): PromiseLike<unknown> }) => {
  const [row] = (await transaction.unsafe('select pg_backend_pid() as pid')) as { pid: number }[];
  if (!row) throw new Error('Postgres named no backend');
  return row.pid;
};

test('a connection lost between two statements rejects the transaction and harms nothing else', async () => {
  const ran = transact(client, async (transaction, lost) => {
    const pid = await backendOf(transaction);
    const heard = new Promise((resolve) => lost.addEventListener('abort', resolve));
    await client`select pg_terminate_backend(${pid})`;
    await heard;
    lost.throwIfAborted();
  });
  await expect(ran).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  expect(await client`select 1 as one`).toEqual([{ one: 1 }]);
});

test('a connection lost in a statement rejects the transaction and harms nothing else', async () => {
  const ran = transact(client, async (transaction) => {
    const pid = await backendOf(transaction);
    await Promise.all([transaction`select pg_sleep(10)`, client`select pg_terminate_backend(${pid})`]);
  });
  await expect(ran).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  expect(await client`select 1 as one`).toEqual([{ one: 1 }]);
});
