import { setTimeout as delay } from 'node:timers/promises';
import { connect } from 'nats';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { Feedlock, Settled } from '../../src/index.ts';
import { createCluster } from './cluster.ts';

describe('feeds on the schedule', () => {
  const cluster = createCluster({ sweepInterval: 100, limitScope: 'url', hostSpacing: 0 });
  let one: Feedlock;
  let two: Feedlock;
  let caller: Feedlock;
  beforeAll(async () => {
    [one, two, caller] = await Promise.all([cluster.open('one'), cluster.open('two'), cluster.open('caller')]);
    await Promise.all([one.start(), two.start()]);
  });

  const serve = (count: number, prefix: string) =>
    Array.from({ length: count }, (_, at) => cluster.server.add(`${prefix} ${at}`));
  const urlsOf = (feeds: readonly { url: string }[]) => feeds.map(({ url }) => url);
  const idle = () => expect.poll(async () => (await caller.status()).queue).toMatchObject({ waiting: 0, running: 0 });

  it('are imported as soon as they are added, each once, by whichever node is started', async () => {
    const feeds = serve(50, 'added');
    const added = await caller.add([...urlsOf(feeds), 'nonsense']);
    expect(added.map(({ status }) => status)).toEqual([...feeds.map(() => 'added'), 'failed']);
    expect((await caller.add(urlsOf(feeds.slice(0, 1)))).map(({ status }) => status)).toEqual(['known']);
    await expect.poll(() => feeds.every(({ requests }) => requests > 0)).toBe(true);
    await idle();
    expect(feeds.map(({ requests }) => requests)).toEqual(feeds.map(() => 1));
    expect(await caller.status()).toMatchObject({ polled: 50, due: 0, nodes: 2 });
    expect((await caller.feeds({ limit: 1_000 })).every(({ nextDue }) => nextDue && nextDue > new Date())).toBe(true);
  });

  it('are imported again when they are due', async () => {
    const [feed] = serve(1, 'again');
    await caller.add([feed?.url ?? '']);
    await feed?.requested(1);
    await idle();
    await cluster.database.client`update feedlock.feeds set next_due = now() where url = ${feed?.url ?? ''}`;
    await feed?.requested(2);
  });

  it('rest while they are paused, and are due when they are resumed', async () => {
    const feed = cluster.server.add('paused');
    await caller.add([feed.url]);
    await feed.requested(1);
    await idle();
    expect(await caller.pause([feed.url, 'https://nobody.example/'])).toMatchObject([
      { status: 'paused' },
      { status: 'unknown', feedId: null },
    ]);
    expect(await caller.import(feed.url)).toMatchObject({ status: 'unchanged' });
    expect((await caller.feeds({ limit: 1 }))[0]).toMatchObject({ nextDue: null, pausedAt: expect.any(Date) });
    await caller.resume([feed.url]);
    await feed.requested(3);
  });

  it('are forgotten when they are removed', async () => {
    const feed = cluster.server.add('removed');
    await caller.add([feed.url]);
    await feed.requested(1);
    await idle();
    expect(await caller.remove([feed.url])).toMatchObject([{ status: 'removed', url: feed.url }]);
    expect(await caller.entries(feed.url)).toEqual([]);
    expect(await caller.subscriptions()).not.toContainEqual(expect.objectContaining({ url: feed.url }));
  });

  it('may be asked for: a node that is free imports them, on the schedule or not', async () => {
    const feed = cluster.server.add('asked for');
    const settled = await caller.requestAndWait(feed.url);
    expect(settled).toMatchObject({ status: 'imported', created: 3, url: feed.url });
    expect(['one', 'two']).toContain(settled.node);
    expect(await caller.requestAndWait(feed.url)).toMatchObject({ status: 'unchanged' });
    expect((await caller.feeds({ limit: 1 }))[0]).toMatchObject({ polled: false, nextDue: null });
  });

  it('that are asked for while they are imported are imported once more', async () => {
    const feed = cluster.server.add('in flight');
    feed.delay = Number.POSITIVE_INFINITY;
    const first = caller.requestAndWait(feed.url);
    await feed.requested(1);
    const second = caller.requestAndWait(feed.url);
    expect(await caller.request([feed.url])).toMatchObject([{ status: 'waiting' }]);
    feed.version += 1;
    feed.delay = 0;
    feed.answer();
    expect(await first).toMatchObject({ status: 'imported', fence: 1 });
    expect(await second).toMatchObject({ fence: 2 });
  });

  it('that fail tell those who wait why', async () => {
    const feed = cluster.server.add('failing');
    feed.status = 500;
    expect(await caller.requestAndWait(feed.url)).toMatchObject({
      status: 'failed',
      error: { code: 'http-5xx', httpStatus: 500 },
    });
  });

  it('need not be waited for until the end', async () => {
    const feed = cluster.server.add('patience');
    feed.delay = Number.POSITIVE_INFINITY;
    const patience = new AbortController();
    const waiting = caller.requestAndWait(feed.url, { signal: patience.signal });
    await feed.requested(1);
    patience.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    feed.answer();
    await idle();
  });

  it('are managed over NATS too, by whichever node answers', async () => {
    const feed = cluster.server.add('over NATS');
    const nats = await connect({ servers: inject('natsUrl') });
    const command = async (name: string, payload = '') =>
      (await nats.request(`${cluster.namespace}.commands.${name}`, payload, { timeout: 5_000 })).json();
    expect(await command('import', JSON.stringify([feed.url]))).toMatchObject([{ status: 'imported' }]);
    expect(await command('add', feed.url)).toMatchObject([{ status: 'added' }]);
    expect(await command('pause', feed.url)).toMatchObject([{ status: 'paused' }]);
    expect(await command('resume', feed.url)).toMatchObject([{ status: 'resumed' }]);
    expect(await command('request', feed.url)).toMatchObject([{ url: feed.url }]);
    expect(await command('status')).toMatchObject({ nodes: 2 });
    await idle();
    expect(await command('remove', feed.url)).toMatchObject([{ status: 'removed' }]);
    const refused = await nats.request(`${cluster.namespace}.commands.add`, '[1]', { timeout: 5_000 });
    expect(refused.headers?.get('Nats-Service-Error-Code')).toBe('400');
    await nats.close();
  });

  it('tells who runs, since when, and in which version', async () => {
    expect(await caller.nodes()).toMatchObject([
      { version: expect.stringMatching(/^\d/), since: expect.any(Date), concurrency: 64, running: 0 },
      { concurrency: 64 },
    ]);
  });

  it('tells whether it can work', async () => {
    expect(await caller.health()).toEqual({ ready: true, stopping: false, nats: null, postgres: null, polling: null });
    const stopped = await cluster.open('stopped');
    await stopped.stop();
    expect(await stopped.health()).toMatchObject({ ready: false, stopping: true });
  });

  it('go on when a node stops: it is gone from the others at once', async () => {
    await two.stop();
    expect((await caller.nodes()).map(({ node }) => node)).toEqual(['one']);
    const feed = cluster.server.add('afterwards');
    expect(await caller.requestAndWait(feed.url)).toMatchObject({ node: 'one' });
  });
});

describe('nodes under load', () => {
  const cluster = createCluster({
    sweepInterval: 100,
    limitScope: 'url',
    hostSpacing: 0,
    concurrency: 8,
    schedule: { min: 1_000, max: 1_000 },
  });

  it('are replaced one after the other: nothing fails, nothing is doubled, nothing is late', async () => {
    const feeds = Array.from({ length: 40 }, (_, at) => cluster.server.add(`rolling ${at}`));
    for (const feed of feeds) feed.delay = 50;
    const settled: Settled[] = [];
    const startNode = async (name: string) => {
      const node = await cluster.open(name);
      node.on('settled', (outcome) => settled.push(outcome));
      await node.start();
      return node;
    };
    let nodes = await Promise.all(['a', 'b'].map(startNode));
    await nodes[0]?.add(feeds.map(({ url }) => url));
    await expect.poll(() => feeds.every(({ requests }) => requests > 0), { timeout: 20_000 }).toBe(true);
    const lateness: number[] = [];
    const { client } = cluster.database;
    const watch = setInterval(async () => {
      const [row] = await client`select extract(epoch from now() - min(next_due))::float8 as late from feedlock.feeds`;
      lateness.push(row?.late ?? 0);
    }, 200);
    for (const name of ['c', 'd']) {
      const [oldest, ...others] = nodes;
      const successor = await startNode(name);
      await oldest?.stop();
      nodes = [...others, successor];
      await delay(500);
    }
    clearInterval(watch);
    await Promise.all(nodes.map((node) => node.stop()));
    expect(new Set(settled.map(({ status }) => status))).toEqual(new Set(['imported', 'unchanged']));
    expect(new Set(settled.map(({ node }) => node)).size).toBe(4);
    expect(Math.max(...feeds.map(({ atOnce }) => atOnce))).toBe(1);
    expect(Math.max(...lateness)).toBeLessThan(10);
  });
});

describe('a queue that is lost', () => {
  const cluster = createCluster({ sweepInterval: 100, limitScope: 'url', hostSpacing: 0 });

  it('is made anew, and no feed is forgotten', async () => {
    const node = await cluster.open('only');
    const feeds = Array.from({ length: 10 }, (_, at) => cluster.server.add(`lost ${at}`));
    await node.add(feeds.map(({ url }) => url));
    const nats = await connect({ servers: inject('natsUrl') });
    const { streams } = await nats.jetstreamManager();
    await node.start();
    await streams.delete(`${cluster.namespace}_requests`);
    await expect.poll(() => feeds.every(({ requests }) => requests > 0), { timeout: 20_000 }).toBe(true);
    expect(await node.requestAndWait(feeds[0]?.url ?? '')).toMatchObject({ status: 'unchanged' });
    await nats.close();
  });
});

describe('a host with many due feeds', () => {
  const cluster = createCluster({ sweepInterval: 100, hostSpacing: 0, concurrency: 6 });

  it('does not keep the feeds of other hosts waiting', async () => {
    const node = await cluster.open('only');
    const crowd = Array.from({ length: 60 }, (_, at) => cluster.server.add(`crowd ${at}`));
    for (const feed of crowd) feed.delay = 400;
    await node.add(crowd.map(({ url }) => url));
    await node.start();
    await crowd[0]?.requested(0);
    // Nobody is there, which is found out at once: an outcome all the same.
    const other = 'http://127.0.0.2:9/';
    const began = performance.now();
    expect(await node.requestAndWait(other)).toMatchObject({ status: 'failed' });
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(Math.max(...crowd.map(({ atOnce }) => atOnce))).toBeLessThan(2);
    expect(crowd.filter(({ requests }) => requests > 0).length).toBeLessThan(40);
  });
});

describe('somebody who waits for a request', () => {
  const cluster = createCluster({ sweepInterval: 100 });

  it('hears of it though the feed is removed meanwhile, or was imported while nothing could be heard', async () => {
    const node = await cluster.open('caller');
    const [removed, missed] = [cluster.server.add('removed'), cluster.server.add('missed')];
    const waiting = Promise.all([node.requestAndWait(removed.url), node.requestAndWait(missed.url)]);
    await expect.poll(async () => (await node.status()).queue.waiting).toBe(2);
    await node.remove([removed.url]);
    // As if its outcome had been told to nobody.
    await cluster.database.client`update feedlock.feeds set fence = 1, done_fence = 1`;
    expect(await waiting).toMatchObject([
      { status: 'failed', error: { code: 'feed-removed' } },
      { status: 'fresh', fence: 1 },
    ]);
  });

  it('waits no longer when the process stops', async () => {
    const node = await cluster.open('stopping');
    const waiting = node.requestAndWait(cluster.server.add('never').url);
    waiting.catch(() => {});
    await expect.poll(async () => (await node.status()).queue.waiting).toBeGreaterThan(0);
    const began = performance.now();
    await node.stop();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

describe('a lock bucket that is lost', () => {
  const cluster = createCluster({ sweepInterval: 100 });

  it('is made anew by the nodes that run', async () => {
    const node = await cluster.open('only');
    await node.start();
    const nats = await connect({ servers: inject('natsUrl') });
    await (await nats.jetstreamManager()).streams.delete(`KV_${cluster.namespace}_locks`);
    await nats.close();
    const feed = cluster.server.add('after the loss');
    await node.add([feed.url]);
    await expect.poll(() => feed.requests, { timeout: 20_000 }).toBe(1);
    await expect.poll(() => node.health()).toMatchObject({ ready: true });
  });

  it('is made anew by a node that was never started, when it needs a lock', async () => {
    const node = await cluster.open('never started');
    const nats = await connect({ servers: inject('natsUrl') });
    const { streams } = await nats.jetstreamManager();
    const lose = () => streams.delete(`KV_${cluster.namespace}_locks`);
    await lose();
    expect(await node.import(cluster.server.add('here and now').url)).toMatchObject({ status: 'imported' });
    await lose();
    expect(await node.exclusive('report', async () => 'done')).toMatchObject({ status: 'done' });
    await nats.close();
  });
});
