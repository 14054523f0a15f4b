import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createFeedlock } from '../../src/index.ts';
import { createTestDatabase } from '../database.ts';
import { openFeedServer } from '../feed-server.ts';
import { openServer } from '../nats-server.ts';

const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');

/** `A.{B,C}.D` stands for `A.B.D` and `A.C.D`. */
const spellOut = (subject: string): string[] => {
  const [all = '', choices] = /\{(.*?)\}/.exec(subject) ?? [];
  return choices === undefined
    ? [subject]
    : choices.split(',').flatMap((choice) => spellOut(subject.replace(all, () => choice)));
};

const listed = (list: RegExp) => (list.exec(readme)?.[0].match(/(?<=`)[^`\s]+(?=`)/g) ?? []).flatMap(spellOut);

it('needs no more of NATS and Postgres than the README says', async () => {
  const publish = listed(/^- NATS: publish to .*?;/ms);
  const subscribe = listed(/ {2}subscribe to .*?\.$/m);
  expect([publish.length, subscribe.length]).toEqual([18, 4]);
  const folder = await mkdtemp(join(tmpdir(), 'feedlock-permissions-'));
  const config = join(folder, 'nats.conf');
  const permissions = JSON.stringify({ publish, subscribe });
  await writeFile(config, `authorization: { users: [{ user: few, password: rights, permissions: ${permissions} }] }`);
  const nats = await openServer('-c', config);

  await using database = await createTestDatabase();
  const { client } = database;
  const role = `few_${randomBytes(4).toString('hex')}`;
  await client.unsafe(`create role ${role} login password 'rights'`);
  await client.unsafe(`grant usage on schema feedlock to ${role}`);
  await client.unsafe(`grant select, insert, update, delete on all tables in schema feedlock to ${role}`);
  const url = new URL(database.url);
  Object.assign(url, { username: role, password: 'rights' });

  await using server = await openFeedServer();
  const feed = server.add('modest');
  const warnings: string[] = [];
  const warn = (line: string) => void warnings.push(line);
  const feedlock = await createFeedlock({
    nats: { servers: [nats.url.replace('//', '//few:rights@')] },
    database: { url: url.href },
    fetch: { allow: [server.host] },
    log: { debug() {}, info() {}, warn, error: warn },
  });
  expect(await feedlock.import(feed.url)).toMatchObject({ status: 'imported' });
  expect(await feedlock.import(feed.url)).toMatchObject({ status: 'unchanged' });
  await feedlock.start();
  await feedlock.add([feed.url]);
  expect(await feedlock.requestAndWait(feed.url)).toMatchObject({ status: 'unchanged' });
  expect(await feedlock.status()).toMatchObject({ nodes: 1, polled: 1 });
  expect(await feedlock.exclusive('modest', async () => 1)).toMatchObject({ status: 'done' });
  expect(await feedlock.locks()).toEqual([]);
  for await (const { type } of feedlock.events({ since: 'all' })) {
    expect(type).toBe('feedlock.feed.imported');
    break;
  }
  await feedlock.stop();
  expect(warnings).toEqual([]);

  await client.unsafe(`drop owned by ${role}`);
  await client.unsafe(`drop role ${role}`);
  await nats[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});
