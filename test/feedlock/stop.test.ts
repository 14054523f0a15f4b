import { EventEmitter, once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createCluster } from './cluster.ts';

describe('stop', () => {
  const cluster = createCluster();

  it('lets running imports finish', async () => {
    const node = await cluster.open('patient');
    const feed = cluster.server.add('finishing');
    feed.delay = Number.POSITIVE_INFINITY;
    const outcome = node.import(feed.url);
    await feed.requested(1);
    const stopped = node.stop();
    feed.answer();
    expect(await outcome).toMatchObject({ status: 'imported' });
    await stopped;
  });

  it('lets an import finish whose feed is still being looked up', async () => {
    const node = await cluster.open('prompt');
    const outcomes = node.importAll(['looked up 1', 'looked up 2'].map((name) => cluster.server.add(name).url));
    await node.stop();
    expect((await outcomes).map(({ status }) => status)).toEqual(['imported', 'imported']);
  });

  it('lets a task finish that runs exclusively', async () => {
    const node = await cluster.open('busy');
    const task = new EventEmitter();
    const begun = once(task, 'begun');
    const outcome = node.exclusive('task', async () => {
      const done = once(task, 'done');
      task.emit('begun');
      await done;
    });
    await begun;
    const stopped = node.stop().then(() => 'stopped');
    expect(await Promise.race([stopped, new Promise((resolve) => setTimeout(resolve, 100, 'waiting'))])).toBe(
      'waiting',
    );
    task.emit('done');
    expect(await stopped).toBe('stopped');
    expect(await outcome).toMatchObject({ status: 'done' });
  });

  it('cancels what is not done in time, and leaves no lock', async () => {
    const [node, other] = await Promise.all([cluster.open('hasty'), cluster.open('other')]);
    const feed = cluster.server.add('hanging');
    feed.delay = Number.POSITIVE_INFINITY;
    const outcome = node.import(feed.url);
    await feed.requested(1);
    await node.stop({ timeoutMs: 50 });
    expect(await outcome).toMatchObject({ status: 'failed', error: { code: 'cancelled' } });
    expect(await other.locks()).toEqual([]);
  });

  it('publishes what is committed before it ends', async () => {
    const node = await cluster.open('publisher');
    const feed = cluster.server.add('published');
    await node.import(feed.url);
    await node.stop();
    expect(await cluster.database.client`select from feedlock.outbox`).toEqual([]);
  });

  it('may be asked for twice, and refuses work afterwards', async () => {
    const node = await cluster.open('twice');
    await Promise.all([node.stop(), node.stop()]);
    await node[Symbol.asyncDispose]();
    await expect(node.import('https://site.example/')).rejects.toMatchObject({ code: 'stopped' });
    await expect(node.feeds()).rejects.toMatchObject({ code: 'stopped' });
  });
});
