import { connect } from 'nats';
import postgres from 'postgres';
import { expect, vi } from 'vitest';
import type { ServedFeed } from '../feed-server.ts';
import { storedEvents } from '../publish/stream-reader.ts';

export interface Places {
  natsUrls: string[];
  databaseUrl: string;
  namespace: string;
}

/** Waits until all entries that the feeds have now are in Postgres once, under one import each, and on NATS once. */
export const expectAllWritten = async (feeds: readonly ServedFeed[], { natsUrls, databaseUrl, namespace }: Places) => {
  const client = postgres(databaseUrl, { max: 1 });
  const nats = await connect({ servers: natsUrls });
  const wanted = feeds.reduce((sum, { entries }) => sum + entries, 0);
  const written = async () => {
    const rows = await client<{ id: string }[]>`select id from feedlock.entries`;
    return rows.map(({ id }) => Number(id)).toSorted((a, b) => a - b);
  };
  const isPublished = async () => (await client`select from feedlock.outbox limit 1`).length === 0;
  try {
    await vi.waitUntil(async () => (await written()).length >= wanted, { timeout: 60_000, interval: 200 });
    await vi.waitUntil(isPublished, { timeout: 30_000, interval: 200 });
    const entries = await written();
    expect(entries).toHaveLength(wanted);
    const created = (await storedEvents(nats, namespace)).flatMap((event) =>
      event.type === 'feedlock.feed.imported' ? event.data.entries.filter(({ kind }) => kind === 'created') : [],
    );
    expect(created.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual(entries);
  } finally {
    await Promise.all([client.end(), nats.close()]);
  }
};
