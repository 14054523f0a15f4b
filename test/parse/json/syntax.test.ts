import { describe, expect, test } from 'vitest';
import { read, refusedAs } from '../document.ts';

test.each([
  ['commas at the end of lists', '{"title":"J","items":[{"id":"1",},\n{"id":"2"} , ],}'],
  ['a byte order mark', '\uFEFF{"title":"J","items":[{"id":"1"},{"id":"2"}]}'],
])('JSON with %s is read', async (_, json) => {
  expect((await read(json)).entries.map(({ id }) => id)).toEqual(['1', '2']);
});

test('texts that break over lines are read, and their commas kept', async () => {
  const { entries } = await read('{"title":"J","items":[{"id":"1","content_text":"a,\n\tb,]\\",}\u0001"},]}');
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
  ['a list of things', '{"items":[{"id":1,"name":"x"}]}'],
  ['a list', '[{"id":1,"title":"x"}]'],
  ['an answer with a version', '{"version":"1.0","items":[]}'],
  ['items that are no list', '{"title":"J","items":{}}'],
])('JSON that is %s is no feed', async (_, json) => {
  expect(await refusedAs(json)).toBe('not-a-feed');
});
