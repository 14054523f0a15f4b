import { beforeAll, describe, expect, it } from 'vitest';
import type { Feedlock } from '../../src/index.ts';
import { connectPostgres } from '../../src/store/connection.ts';
import { createStore } from '../../src/store/store.ts';
import { storeOptions } from '../store/store.ts';
import { createCluster } from './cluster.ts';

const url = 'https://site.example/calls';
const wrong = (value: unknown) => value as never;

describe('a wrong call', () => {
  const cluster = createCluster();
  let node: Feedlock;
  beforeAll(async () => {
    node = await cluster.open('one');
  });

  it.each([-1, 'x', 1.5, null])('of a list with limit %j is refused', async (limit) => {
    const list = wrong({ limit });
    const calls = [node.feeds(list), node.entries(url, list), node.imports(url, list), node.moves(list)];
    for (const call of await Promise.allSettled(calls))
      expect(call).toMatchObject({
        reason: {
          code: 'bad-option',
          message: expect.stringMatching(/^list the .*: limit is .*, must be a whole number, 0 or more$/),
        },
      });
    await expect(node.feeds(wrong(null))).rejects.toMatchObject({ code: 'bad-option' });
  });

  it.each<[(node: Feedlock, url: string) => Promise<unknown>, string]>([
    [(one, of) => one.entries(of), 'list the entries of nope: '],
    [(one, of) => one.imports(of), 'list the imports of nope: '],
    [(one, of) => one.discover(of), 'find the feeds of nope: '],
    [(one, of) => one.prune(of, { before: new Date() }), 'prune nope: '],
    [(one, of) => one.limit(of, {}), 'limit nope: '],
    [(one, of) => one.undoMove(of), 'undo the move of nope: '],
  ])('with a bad URL says for what it was wanted: %s', async (call, message) => {
    await expect(call(node, 'nope')).rejects.toMatchObject({
      code: 'bad-url',
      message: expect.stringContaining(message),
    });
  });

  it('of limits is refused, as is a feed that nobody knows', async () => {
    const limit = (limits: unknown) => expect(node.limit(url, wrong(limits))).rejects;
    await limit({ totalTimeout: 0 }).toThrow(`limit ${url}: totalTimeout is 0, must be ms, more than 0`);
    await limit({ totalTimeOut: 1 }).toThrow(`limit ${url}: there is no option totalTimeOut; there are connectTimeout`);
    await limit(null).toThrow(`limit ${url}: what stands for the limits is null, must be an object`);
    await limit({}).toMatchObject({ code: 'bad-option', message: `limit ${url}: there is no such feed` });
    expect(await node.feeds()).toEqual([]);
  });

  it.each<[(one: Feedlock) => unknown, string]>([
    [(one) => one.exclusive('k', wrong(undefined)), 'run k exclusively: the task is undefined, must be a function'],
    [(one) => one.exclusive(wrong(5), async () => 1), 'run exclusively: the key is 5, must be a text'],
    [(one) => one.exclusive('', async () => 1), 'run exclusively: the key is "", must be a text that is not empty'],
    [(one) => one.on(wrong('foo'), () => {}), `listen: the event is "foo", must be 'settled'`],
    [(one) => one.on('settled', wrong('x')), 'listen: the listener is "x", must be a function'],
    [(one) => one.events(wrong(null)), 'read events: what stands for its options is null, must be an object'],
    [(one) => one.stop(wrong({ timeoutMs: 'x' })), 'stop: timeoutMs is "x", must be ms, 0 or more'],
    [(one) => one.stop(wrong({ timeout: 5 })), 'stop: there is no option timeout; there are timeoutMs'],
    [(one) => one.discover(url, wrong({ signal: 5 })), `find the feeds of ${url}: signal is 5, must be an AbortSignal`],
  ])('%s is refused', async (call, message) => {
    await expect((async () => call(node))()).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining(message),
    });
  });

  it('of a prune without options is refused', async () => {
    await expect(node.prune(url, wrong(undefined))).rejects.toMatchObject({ code: 'bad-option' });
  });
});

it('what cannot be read since Postgres is away says so', async () => {
  const client = connectPostgres({ url: 'postgres://127.0.0.1:1/none' });
  const store = createStore(client, storeOptions);
  const before = new Date();
  const calls = await Promise.allSettled([
    store.feeds(),
    store.entries(url),
    store.undoMove(url),
    store.prune(url, { before }),
  ]);
  for (const call of calls)
    expect(call).toMatchObject({ reason: { name: 'FeedlockError', code: 'postgres-unreachable' } });
  await client.end();
});
