import { drizzle } from 'drizzle-orm/postgres-js';
import { connect } from 'nats';
import postgres from 'postgres';
import { describe, expect, inject, it, vi } from 'vitest';
import { silent } from '../../src/log.ts';
import { connectPostgres } from '../../src/store/connection.ts';
import { createCluster } from './cluster.ts';

describe('connections that are handed in', () => {
  const cluster = createCluster();

  it('are used as they are, and stay open', async () => {
    const nats = await connect({ servers: inject('natsUrl'), pingInterval: 500, maxPingOut: 2 });
    const sql = postgres(cluster.database.url, { max: 2, prepare: false });
    const feed = cluster.server.add('given');
    const node = await cluster.open('guest', { nats, database: sql });
    expect(await node.import(feed.url)).toMatchObject({ status: 'imported' });
    await node.stop();
    const [row] = await sql`select at from feedlock.imports`;
    expect(row?.at).toBeInstanceOf(Date);
    await sql.end();
    expect(nats.isClosed()).toBe(false);
    await nats.close();
  });

  it('may be shared with Drizzle, which reads dates in a way of its own', async () => {
    const sql = postgres(cluster.database.url, { max: 2 });
    drizzle(sql);
    const feed = cluster.server.add('drizzled');
    const node = await cluster.open('drizzled', { database: sql });
    expect(await node.import(feed.url)).toMatchObject({ status: 'imported' });
    await node.stop();
    expect(await cluster.database.client`select from feedlock.outbox`).toEqual([]);
    const reader = await cluster.open('reader');
    expect((await reader.entries(feed.url))[0]?.firstSeen).toBeInstanceOf(Date);
    for await (const event of reader.events({ since: 'all', follow: false }))
      expect(new Date(event.time).getTime()).toBeGreaterThan(Date.now() - 60_000);
    await sql.end();
  });

  it('that would notice a dead server too late are refused', async () => {
    const nats = await connect({ servers: inject('natsUrl') });
    await expect(cluster.open('unsafe', { nats })).rejects.toMatchObject({ code: 'bad-option' });
    await nats.close();
  });

  it('are warned of where an outage could end them or the process for good', async () => {
    const warn = vi.fn<(message: string) => void>();
    const nats = await connect({ servers: inject('natsUrl'), pingInterval: 500, maxPingOut: 2 });
    const lasting = await connect({
      servers: inject('natsUrl'),
      pingInterval: 500,
      maxPingOut: 2,
      maxReconnectAttempts: -1,
    });
    const sql = postgres(cluster.database.url, { max: 2 });
    const careful = postgres(cluster.database.url, { max: 2, fetch_types: false });
    const log = { ...silent, warn };
    await (await cluster.open('careful', { nats: lasting, database: careful, log })).stop();
    expect(warn).not.toHaveBeenCalled();
    await (await cluster.open('careless', { nats, database: sql, log })).stop();
    expect(warn.mock.calls.flat().toSorted()).toEqual([
      expect.stringContaining('maxReconnectAttempts -1'),
      expect.stringContaining('fetch_types: false'),
    ]);
    await Promise.all([nats.close(), lasting.close(), sql.end(), careful.end()]);
  });

  it('cannot be made of a URL that is none, whose password is then not shown', () => {
    expect(() => connectPostgres({ url: 'postgres://user:se%cret@host:port/db' })).toThrow(
      expect.objectContaining({ code: 'bad-option', message: expect.not.stringContaining('cret') }),
    );
  });
});
