import { describe, it } from 'vitest';
import { createCluster } from './cluster.ts';

const options = { sweepInterval: 100, limitScope: 'url', hostSpacing: 0 } as const;

describe.concurrent('a request that is in the queue alone', () => {
  const cluster = createCluster(options);

  /** Whether the database takes changes over connections that are made from now on, which all of feedlock's are. */
  const turn = async (change: 'read only' | 'writable') => {
    const { client, url } = cluster.database;
    const name = new URL(url).pathname.slice(1);
    await client`alter database ${client(name)} set default_transaction_read_only = ${client.unsafe(change === 'read only' ? 'on' : 'off')}`;
    await client`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = ${name} and application_name = 'feedlock'`;
  };

  it('outlives a time in which Postgres only reads, as it does in the middle of a failover', async ({ expect }) => {
    const [caller, node] = await Promise.all([cluster.open('caller'), cluster.open('node')]);
    const feeds = Array.from({ length: 20 }, (_, at) => cluster.server.add(`failover ${at}`));
    await caller.request(feeds.map(({ url }) => url));
    await turn('read only');
    const codes: unknown[] = [];
    node.on('settled', (settled) => codes.push(settled.status === 'failed' && settled.error.code));
    await node.start();
    await expect.poll(() => codes).toContain('postgres-unreachable');
    await turn('writable');
    await expect.poll(() => feeds.filter(({ requests }) => requests === 0), { timeout: 15_000 }).toEqual([]);
    expect(codes).not.toContain('internal');
    await node.stop();
  });
});

describe.concurrent('a request whose import ends with a fault of ours', () => {
  const first = createCluster(options);
  const second = createCluster(options);

  /** Until it is undone. */
  const breakEntries = async ({ database }: typeof first) => {
    await database.client`alter table feedlock.entries add constraint whole check (false) not valid`;
    return async () => void (await database.client`alter table feedlock.entries drop constraint whole`);
  };

  it('is told to whoever waits, and tried again', async ({ expect }) => {
    const node = await first.open('faulty');
    const feed = first.server.add('faulty');
    const mend = await breakEntries(first);
    await node.start();
    const fault = { status: 'failed', fence: 1, error: { code: 'internal' } };
    expect(await node.requestAndWait(feed.url)).toMatchObject(fault);
    await mend();
    await expect.poll(() => node.imports(feed.url), { timeout: 10_000 }).toMatchObject([{ fence: 2, created: 3 }]);
  });

  it('is given up when nobody has ever come to an end with it', async ({ expect }) => {
    const node = await second.open('persistent');
    const feed = second.server.add('persistent');
    await breakEntries(second);
    await node.request([feed.url]);
    // As if five had tried already.
    await second.database.client`update feedlock.feeds set fence = 5 where url = ${feed.url}`;
    await node.start();
    await expect.poll(() => node.imports(feed.url), { timeout: 10_000 }).toMatchObject([{ errorCode: 'crashed' }]);
    await expect.poll(async () => (await node.status()).queue).toMatchObject({ waiting: 0, running: 0 });
    expect(feed.requests).toBe(1);
  });
});

describe.concurrent('a request whose import Postgres refuses for now', () => {
  const cluster = createCluster(options);

  it('is never given up for it, as if somebody had died', async ({ expect }) => {
    const node = await cluster.open('refused');
    const feed = cluster.server.add('refused');
    const { client } = cluster.database;
    await client.unsafe(`
      create function refuse() returns trigger language plpgsql as
        $$ begin raise exception 'not now' using errcode = '53100'; end $$;
      create trigger refusal before insert on feedlock.imports for each row execute function refuse()`);
    await node.request([feed.url]);
    // As if five had been refused already, and nobody could tell.
    await client`update feedlock.feeds set fence = 5 where url = ${feed.url}`;
    const codes: unknown[] = [];
    node.on('settled', (settled) => codes.push(settled.status === 'failed' && settled.error.code));
    await node.start();
    await expect.poll(() => codes).toContain('postgres-unreachable');
    await client`drop function refuse cascade`;
    await expect.poll(() => node.imports(feed.url), { timeout: 10_000 }).toMatchObject([{ fence: 7, created: 3 }]);
  });
});
