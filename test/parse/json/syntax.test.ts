import { describe, expect, test } from 'vitest';
import { read, refusedAs } from '../document.ts';

const json = '{"version":"https://jsonfeed.org/version/1","items":[{"id":"1"},{"id":"2"}]}';

test.each([
  ['commas at the end of lists', '{"version":"https://jsonfeed.org/version/1","items":[{"id":"1",},\n{"id":"2"} , ],}'],
  ['a byte order mark', `\uFEFF${json}`],
  ['several byte order marks', `\uFEFF\uFEFF \uFEFF${json}`],
  ['a comment behind it', `${json}\n<!-- cached {0.1 s} -->`],
  ['a complaint before it', `<br />\n<b>Notice</b>: Undefined index: {x} in <b>/a.php</b><br />\n${json}`],
])('JSON with %s is read', async (_, json) => {
  expect((await read(json)).entries.map(({ id }) => id)).toEqual(['1', '2']);
});

test('texts that break over lines are read, and their commas kept', async () => {
  const { entries } = await read('{"items":[{"id":"1","content_text":"a,\n\tb,]\\",}\u0001"},]}');
  expect(entries[0]?.content).toBe('a,\n\tb,]",}');
});

describe('what is not JSON', () => {
  test.each([
    ['a feed that breaks off', '{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1"', 'malformed'],
    ['a feed without a version that breaks off', '{"title":"J","items":[{"id":"1"', 'malformed'],
    ['another document that breaks off', '{"name":"x","dependencies":{', 'not-a-feed'],
    ['a text that begins like JSON', '{{ template }}', 'not-a-feed'],
    ['nothing but commas', `{${','.repeat(1_000_000)}`, 'not-a-feed'],
  ])('%s is refused', async (_, json, code) => {
    expect(await refusedAs(json)).toBe(code);
  });
});

test.each([
  ['what its items say', '{"items":[{"content_text":"x"}]}'],
  ['its site and its items', '{"home_page_url":"https://a.example/","items":[{"url":"https://a.example/1"}]}'],
])('JSON without a version is a feed by %s', async (_, body) => {
  expect((await read(body)).entries).toHaveLength(1);
});

test.each([
  ['a list of things', '{"items":[{"id":1,"name":"x"}]}'],
  ['a list', '[{"id":1,"title":"x"}]'],
  ['an answer with a version', '{"version":"1.0","items":[]}'],
  ['an answer to a search', '{"title":"Results","items":[{"id":1,"title":"x","url":"https://a.example/"}]}'],
  ['a list with a title', '{"title":"Menu","items":["a","b"]}'],
  ['an empty list with a title', '{"title":"Todo","items":[]}'],
  ['a channel of nothing', '{"rss":{"channel":{}}}'],
  ['a schema', '{"title":"Tags","type":"array","items":[{"type":"string"}]}'],
  ['a list of a site', '{"title":"Shop","home_page_url":"https://a.example/","items":[{"id":1,"name":"x"}]}'],
  ['items that are no list', '{"title":"J","items":{}}'],
])('JSON that is %s is no feed', async (_, json) => {
  expect(await refusedAs(json)).toBe('not-a-feed');
});
