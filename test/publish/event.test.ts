import { expect, test } from 'vitest';
import { type EventRow, subjectOf, toEvent } from '../../src/publish/event.ts';
import { createOutbox, type OutboxRow } from '../../src/store/outbox.ts';
import { partitionOf } from '../../src/store/partition.ts';
import { entry, failed, imported } from '../store/import.ts';
import { openTestStore } from '../store/store.ts';

const row: EventRow = {
  id: 1,
  feedId: '0e37df36-f698-41e6-b7f0-6f6d6a1a9c1b',
  fence: 7,
  index: 0,
  type: 'feed.failed',
  data: {},
  at: new Date('2026-01-02T03:04:05.678Z'),
};

test('an event is a CloudEvent 1.0 with a stable id', () => {
  expect(toEvent(row, 'prod')).toEqual({
    specversion: '1.0',
    id: '0e37df36-f698-41e6-b7f0-6f6d6a1a9c1b-7-0',
    source: '/feedlock/prod',
    type: 'feedlock.feed.failed',
    subject: '0e37df36-f698-41e6-b7f0-6f6d6a1a9c1b',
    time: '2026-01-02T03:04:05.678Z',
    datacontenttype: 'application/json',
    sequence: '0000000000000007.0000000000',
    data: {},
  });
});

test('attribute names are lower-case letters and digits, as CloudEvents demands', () => {
  expect(Object.keys(toEvent(row, 'prod')).filter((name) => !/^[a-z0-9]{1,20}$/.test(name))).toEqual([]);
});

test('the sequence of later events sorts after that of earlier ones, as text', () => {
  const later = [
    [1, 0],
    [1, 9],
    [1, 10],
    [9, 0],
    [10, 2],
    [10, 2_147_483_647],
    [Number.MAX_SAFE_INTEGER, 0],
  ] as const;
  const sequences = later.map(([fence, index]) => toEvent({ ...row, fence, index }, 'prod').sequence);
  expect([...sequences].sort()).toEqual(sequences);
});

test('the subject names noun, verb and feed', () => {
  expect(subjectOf(toEvent(row, 'prod'), 'prod')).toBe('prod.events.feed.failed.0e37df36-f698-41e6-b7f0-6f6d6a1a9c1b');
});

test('what an import and a failure write is what their events say', async () => {
  await using store = await openTestStore('entry');
  const outbox = createOutbox(store.client);
  const feed = await store.feed();
  await store.commit(feed, await store.mint(feed), imported(entry('1')));
  await store.commit(feed, await store.mint(feed), failed);

  let rows: OutboxRow[] = [];
  await outbox.work([partitionOf(feed.id)], async (taken) => {
    rows = taken;
    return [];
  });
  expect(rows.map((taken) => toEvent(taken, 'prod'))).toMatchObject([
    {
      id: `${feed.id}-1-0`,
      type: 'feedlock.feed.imported',
      data: {
        url: 'https://site.example/feed',
        node: 'a-node',
        created: 1,
        updated: 0,
        part: 1,
        parts: 1,
        entries: [{ id: 1, kind: 'created' }],
      },
    },
    {
      id: `${feed.id}-1-1`,
      type: 'feedlock.entry.created',
      data: {
        entryId: 1,
        url: 'https://site.example/1',
        title: 'Title of 1',
        published: expect.stringMatching(/^2026-01-02T03:04:05/),
      },
    },
    {
      id: `${feed.id}-2-0`,
      type: 'feedlock.feed.failed',
      data: {
        url: 'https://site.example/feed',
        node: 'a-node',
        code: 'http-4xx',
        message: 'fetch https://site.example/feed: 404 Not Found',
        httpStatus: 404,
        failures: 1,
      },
    },
  ]);
});
