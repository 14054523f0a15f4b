import { describe, expect, it } from 'vitest';
import { createCluster } from './cluster.ts';

describe('feeds on the schedule', () => {
  const cluster = createCluster({ sweepInterval: 100 });
  const feedsOf = (count: number, prefix: string) =>
    Array.from({ length: count }, (_, at) => cluster.server.add(`${prefix} ${at}`));

  it('are imported as soon as they are added, each once, by whichever node is started', async () => {
    const [one, two, caller] = await Promise.all([cluster.open('one'), cluster.open('two'), cluster.open('caller')]);
    await Promise.all([one.start(), two.start()]);
    const feeds = feedsOf(50, 'added');
    const added = await caller.add([...feeds.map(({ url }) => url), 'nonsense']);
    expect(added.map(({ status }) => status)).toEqual([...feeds.map(() => 'added'), 'failed']);
    await expect.poll(() => feeds.filter(({ requests }) => requests > 0).length, { timeout: 20_000 }).toBe(50);
    await expect
      .poll(() => caller.status(), { timeout: 10_000 })
      .toMatchObject({
        polled: 50,
        due: 0,
        queue: { waiting: 0, running: 0 },
        nodes: 2,
      });
    expect(feeds.map(({ requests }) => requests)).toEqual(feeds.map(() => 1));
    expect((await caller.nodes()).map(({ node }) => node).sort()).toEqual(['one', 'two']);
  });
});
