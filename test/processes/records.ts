import type { NatsConnection } from 'nats';
import type { Sql } from 'postgres';
import { vi } from 'vitest';
import type { FeedlockEvent } from '../../src/index.ts';
import { storedEvents } from '../publish/stream-reader.ts';

/** What became of a feed, in Postgres and on NATS. */
export interface Records {
  /** Identities. */
  entries: string[];
  /** The fences of its imports that brought something. */
  commits: number[];
  /** Those of its imports that are recorded as failed. */
  failures: number[];
  /** Identities of the entries whose creation was announced, as often as it was. */
  announced: string[];
}

/** The entries that the feed server puts into a feed of this name. */
export const entriesOf = (name: string, count = 3): string[] =>
  Array.from({ length: count }, (_, i) => `${name}-${i + 1}`);

export const feedIdOf = async (client: Sql, url: string): Promise<string> => {
  const [feed] = await client<{ id: string }[]>`select id from feedlock.feeds where url = ${url}`;
  if (!feed) throw new Error(`${url} is not known`);
  return feed.id;
};

/** Where to look. */
interface Places {
  client: Sql;
  nats: NatsConnection;
  namespace: string;
}

/** What NATS holds of the feed's events by now. */
export const readEvents = async ({ client, nats, namespace }: Places, url: string): Promise<FeedlockEvent[]> => {
  const id = await feedIdOf(client, url);
  return (await storedEvents(nats, namespace)).filter(({ subject }) => subject === id);
};

/** Waits until all that was committed of the feed is published, and reads what there is. */
export const readRecords = async (places: Places, url: string): Promise<Records> => {
  const { client } = places;
  const id = await feedIdOf(client, url);
  const isPublished = async () => (await client`select from feedlock.outbox where feed_id = ${id}`).length === 0;
  await vi.waitUntil(isPublished, { timeout: 5_000 });

  const entries = await client<{ id: string; identity: string }[]>`
    select id, identity from feedlock.entries where feed_id = ${id} order by identity`;
  const imports = await client<{ fence: number; outcome: string }[]>`
    select fence::int, outcome from feedlock.imports where feed_id = ${id} order by imports.fence`;
  const fencesOf = (outcome: string) => imports.flatMap((row) => (row.outcome === outcome ? [row.fence] : []));

  const created = (await readEvents(places, url)).flatMap((event) =>
    event.type === 'feedlock.feed.imported' ? event.data.entries.filter(({ kind }) => kind === 'created') : [],
  );
  const named = new Map(entries.map((entry) => [Number(entry.id), entry.identity]));
  return {
    entries: entries.map(({ identity }) => identity),
    commits: fencesOf('imported'),
    failures: fencesOf('failed'),
    announced: created.map((entry) => named.get(entry.id) ?? `${entry.id}, which is not there`).toSorted(),
  };
};
