import { connect, type NatsConnection } from 'nats';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Feedlock } from '../../src/index.ts';
import { createCluster } from './cluster.ts';

describe('exclusive', () => {
  const cluster = createCluster();
  let one: Feedlock;
  let two: Feedlock;
  let nats: NatsConnection;
  beforeAll(async () => {
    nats = await connect({ servers: inject('natsUrl') });
    [one, two] = await Promise.all([cluster.open('one'), cluster.open('two')]);
  });
  afterAll(() => nats.close());

  it('runs a task once at a time, and says who runs it', async () => {
    let begin = () => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    let end = (_: string) => {};
    const first = one.exclusive('nightly report', () => {
      begin();
      return new Promise<string>((resolve) => {
        end = resolve;
      });
    });
    await begun;
    const again = () => Promise.resolve('again');
    expect(await two.exclusive('nightly report', again)).toEqual({ status: 'skipped', holder: 'one' });
    end('done');
    expect(await first).toMatchObject({ status: 'done', result: 'done' });
    expect(await two.exclusive('nightly report', again)).toMatchObject({ status: 'done', result: 'again' });
  });

  it('gives each run of a key a higher fence', async () => {
    const fences: number[] = [];
    for (const node of [one, two, one]) await node.exclusive('fenced', async ({ fence }) => fences.push(fence));
    expect(fences).toEqual([1, 2, 3]);
  });

  it('frees the lock when the task throws, and passes the error on', async () => {
    const failing = one.exclusive('failing', () => Promise.reject(new Error('no luck')));
    await expect(failing).rejects.toThrow('no luck');
    expect(await one.locks()).toEqual([]);
  });

  it('tells the task when its lease is lost', async () => {
    const outcome = await one.exclusive('deprived', async ({ signal, held }) => {
      expect(held()).toBe(true);
      const { streams } = await nats.jetstreamManager();
      await streams.purge(`KV_${cluster.namespace}_locks`);
      await two.exclusive('deprived', async () => undefined);
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      return held();
    });
    expect(outcome).toMatchObject({ status: 'lost', result: false });
  });
});
