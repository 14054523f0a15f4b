import { expect, it } from 'vitest';
import type { Parsed, ReadEntry, Source } from '../../machines/model.ts';
import type { FeedSteps } from '../../src/actor/feed.ts';
import { createReading } from '../../src/actor/reading.ts';
import { infoOf } from '../feed-info.ts';
import { documentOf } from '../parse/document.ts';

const feed = { id: 'id', key: 'key', url: 'https://site.example/feed' };
const known: Source = {
  url: feed.url,
  credentials: null,
  etag: null,
  lastModified: null,
  answeredBy: null,
  bodyHash: 'earlier',
  limits: {},
};
const entry = (identity: string, json: string | null = `"${identity}"`): ReadEntry => ({
  identity,
  alias: null,
  hash: identity,
  published: null,
  updated: null,
  json,
});
const parsed = (...entries: ReadEntry[]): Parsed => ({ status: 'parsed', feed: infoOf(null), entries });
const nobody = () => Promise.reject(new Error('nobody asks for it'));
const { signal } = new AbortController();

const read = (steps: Partial<FeedSteps>, source: Source = known, given = signal) =>
  createReading({
    parse: async (_, { sanitize }) => (sanitize ? parsed(entry('a', '"safe"')) : parsed(entry('a'), entry('b'))),
    compare: nobody,
    sanitize: nobody,
    ...steps,
  })({ feed, source, document: documentOf('') }, given);

it('a feed that was never imported is made safe at once, and compared with nothing', async () => {
  expect(await read({}, { ...known, bodyHash: null })).toEqual(parsed(entry('a', '"safe"')));
});

it('only what is new or has changed is made safe, and goes on', async () => {
  const asked: unknown[] = [];
  const found = await read({
    compare: async (...question) => {
      asked.push(question);
      return [1];
    },
    sanitize: async (entries) => entries.map((json) => `safe ${json}`),
  });
  expect(found).toEqual(parsed(entry('a', null), entry('b', 'safe "b"')));
  expect(asked).toEqual([[feed, [entry('a'), entry('b')]]]);
});

it('where nothing has changed nobody is asked to make it safe', async () => {
  expect(await read({ compare: async () => [] })).toEqual(parsed(entry('a', null), entry('b', null)));
});

it('what the store does not answer is taken for changed', async () => {
  const sanitize = async (entries: string[]) => entries;
  expect(await read({ sanitize })).toEqual(parsed(entry('a'), entry('b')));
});

it('what is no feed is not compared', async () => {
  const failed: Parsed = { status: 'failed', error: { code: 'not-a-feed', message: 'no feed' } };
  expect(await read({ parse: async () => failed })).toBe(failed);
});

it('nothing is begun for an import that has been given up', async () => {
  const controller = new AbortController();
  const compare = async () => {
    controller.abort(new Error('given up'));
    return [0];
  };
  await expect(read({ compare }, known, controller.signal)).rejects.toThrow('given up');
});
