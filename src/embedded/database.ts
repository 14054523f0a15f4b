import { randomUUID } from 'node:crypto';
import postgres from 'postgres';

export interface Database {
  url: string;
  /** Also ends the connections to it. */
  drop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** On a connection of its own, because neither statement may run in a transaction. */
const administer = async (serverUrl: string, statement: (admin: postgres.Sql) => Promise<unknown>): Promise<void> => {
  const admin = postgres(serverUrl, { max: 1, fetch_types: false });
  try {
    await statement(admin);
  } finally {
    await admin.end();
  }
};

/** Makes a database on the server of the URL, as a copy of `template`, to which nobody may be connected. */
export const createDatabase = async (
  serverUrl: string,
  template = 'template1',
  name = `feedlock_${randomUUID().replaceAll('-', '')}`,
): Promise<Database> => {
  await administer(serverUrl, (admin) => admin`create database ${admin(name)} template ${admin(template)}`);
  const url = new URL(serverUrl);
  url.pathname = name;
  const drop = () => administer(serverUrl, (admin) => admin`drop database if exists ${admin(name)} with (force)`);
  return { url: url.href, drop, [Symbol.asyncDispose]: drop };
};
