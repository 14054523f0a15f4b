import { expect, test } from 'vitest';
import { read } from './document.ts';

const feedOf = (items: unknown[], more: Record<string, unknown> = {}) =>
  read(JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', title: 'J', ...more, items }));

test('a JSON Feed is read into the same model', async () => {
  const { feed, entries } = await feedOf(
    [
      {
        id: ' 1 ',
        url: 'posts/1',
        title: 'One\n  <1>',
        content_html: '<p>1</p>',
        summary: 'First',
        date_published: '2024-06-04T10:00:00+02:00',
        date_modified: 'later',
        authors: [{ name: 'Ada' }, { name: 'Bob' }],
        tags: ['a', 'b', 'a', 7],
        attachments: [{ url: '1.mp3', mime_type: 'audio/mpeg', size_in_bytes: 12 }, { mime_type: 'none' }],
      },
    ],
    { home_page_url: '/', description: 'All of it', language: 'en', author: { name: 'Eve' } },
  );
  expect(feed).toMatchObject({
    title: 'J',
    description: 'All of it',
    link: 'https://site.example/',
    language: 'en',
    updated: null,
    hints: { ttl: null, period: null, base: null, skipHours: [], skipDays: [] },
  });
  expect(entries).toMatchObject([
    {
      identity: '1',
      id: '1',
      link: 'https://site.example/blog/posts/1',
      title: 'One <1>',
      author: 'Ada, Bob',
      published: new Date('2024-06-04T08:00:00Z'),
      updated: null,
      summary: 'First',
      content: '<p>1</p>',
      enclosures: [{ url: 'https://site.example/blog/1.mp3', type: 'audio/mpeg', length: 12 }],
      categories: ['a', 'b', '7'],
    },
  ]);
});

test('what RSS would take for hints is none in JSON Feed', async () => {
  const { feed } = await feedOf([], { ttl: 60, skipHours: [1], 'sy:updatePeriod': 'daily' });
  expect(feed.hints).toEqual({ ttl: null, period: null, base: null, skipHours: [], skipDays: [] });
});

test('version 1 names one author, for the feed and for an item', async () => {
  const { entries } = await feedOf([{ id: 1 }, { id: 2, author: { name: 'Ada' } }], { author: { name: 'Eve' } });
  expect(entries).toMatchObject([
    { id: '1', author: 'Eve' },
    { id: '2', author: 'Ada' },
  ]);
});

test('what is not an item, or not of the type it should have, is left out', async () => {
  const { entries } = await feedOf([null, 'x', [], { id: 'a', title: { no: 'text' }, tags: {}, attachments: 'none' }]);
  expect(entries).toMatchObject([{ id: 'a', title: null, categories: [], enclosures: [] }]);
});

test('escapes for U+0000 and lone surrogates do not reach an entry', async () => {
  const { entries } = await feedOf([{ id: 'a\0\ud800', title: '\0' }]);
  expect(entries).toMatchObject([{ id: 'a\uFFFD', title: null }]);
});
