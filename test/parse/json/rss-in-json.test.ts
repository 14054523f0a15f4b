import { expect, test } from 'vitest';
import { read } from '../document.ts';

const rss = (channel: Record<string, unknown>) => read(JSON.stringify({ rss: { version: '2.0', channel } }));

test('RSS that is written as JSON is read as RSS', async () => {
  const { feed, entries } = await rss({
    title: 'T',
    link: 'https://a.example/',
    lastBuildDate: 'Sat, 01 Jun 2024 00:00:00 GMT',
    ttl: 60,
    item: [
      {
        title: 'A &amp; B',
        link: '/1',
        description: '<p>D</p>',
        pubDate: 'Sat, 01 Jun 2024 00:00:00 GMT',
        guid: { isPermaLink: 'false', '#value': '1' },
        enclosure: { url: '/1.mp3', type: 'audio/mpeg', length: 12 },
        category: [{ '#value': 'c', domain: 'x' }, 'd'],
      },
    ],
  });
  expect(feed).toMatchObject({
    title: 'T',
    link: 'https://a.example/',
    updated: new Date('2024-06-01T00:00:00Z'),
    hints: { ttl: 3_600_000 },
  });
  expect(entries).toMatchObject([
    {
      id: '1',
      link: 'https://site.example/1',
      title: 'A & B',
      summary: '<p>D</p>',
      published: new Date('2024-06-01T00:00:00Z'),
      enclosures: [{ url: 'https://site.example/1.mp3', type: 'audio/mpeg', length: 12 }],
      categories: ['c', 'd'],
    },
  ]);
});

test('one item need not be a list', async () => {
  expect((await rss({ item: { guid: 1 } })).entries).toMatchObject([{ id: '1' }]);
});

test('items beyond the cap are left out', async () => {
  const item = Array.from({ length: 10_001 }, (_, guid) => ({ guid }));
  expect((await rss({ item })).entries).toHaveLength(10_000);
});

test('what is no item is left out, and names of object members do no harm', async () => {
  const { entries } = await read(
    '{"rss":{"channel":{"item":[null,[],7,{"__proto__":{"x":1},"$":{"a":1},"_":"b","guid":"1"}]}}}',
  );
  expect(entries.map(({ id }) => id)).toEqual(['1']);
  expect(({} as Record<string, unknown>).x).toBeUndefined();
});
