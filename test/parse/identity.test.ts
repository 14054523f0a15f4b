import { describe, expect, test } from 'vitest';
import { read, rss } from './document.ts';

const entriesOf = async (...items: string[]) =>
  (await read(rss(items.map((item) => `<item>${item}</item>`).join('')))).entries;

const identities = async (...items: string[]) => (await entriesOf(...items)).map(({ identity }) => identity);

describe('the identity of an entry', () => {
  test('is its guid, else its URL', async () => {
    expect(
      await identities('<guid>1</guid><link>https://a.example/1</link>', '<link>https://a.example/2</link>'),
    ).toEqual(['1', 'https://a.example/2']);
  });

  test('is a hash of title and content where there is neither', async () => {
    const [first] = await identities('<title>One</title><description>Text</description>');
    const [second] = await identities('<title>One</title><description>Text</description><author>New</author>');
    const [other] = await identities('<title>One</title><description>Other text</description>');
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(second).toBe(first);
    expect(other).not.toBe(first);
  });

  test('is a hash where the guid is too long for an index', async () => {
    const [identity] = await identities(`<guid>${'x'.repeat(100_000)}</guid>`);
    expect(identity).toMatch(/^[0-9a-f]{64}$/);
  });

  test('that is repeated is told apart by the URL, whatever the order', async () => {
    const items = ['a', 'b', 'c'].map((name) => `<guid>1</guid><link>https://a.example/${name}</link>`);
    const found = await identities(...items);
    expect(new Set(found).size).toBe(3);
    expect(await identities(...items.toReversed())).toEqual(found.toReversed());
    expect(found).not.toContain('1');
  });

  test('that is repeated with its URL is told apart by the text, and then by the date', async () => {
    const same = '<guid>1</guid><link>https://a.example/</link>';
    const items = ['<title>A</title>', '<title>B</title>', '<title>B</title><pubDate>2024-01-02</pubDate>'];
    expect(new Set(await identities(...items.map((item) => same + item))).size).toBe(3);
  });

  test('that only one entry has is not touched by the repetitions of others', async () => {
    expect(
      await identities('<guid>1</guid><title>A</title>', '<guid>2</guid>', '<guid>1</guid><title>B</title>'),
    ).toContain('2');
  });

  test('is one where entries are alike in everything', async () => {
    const item = '<guid>1</guid><title>A</title>';
    expect(await identities(item, '<guid>2</guid>', item)).toHaveLength(2);
  });
});

describe('the hash of an entry', () => {
  const hashOf = async (item: string) => (await entriesOf(item))[0]?.hash;
  const item = '<guid>1</guid><title>T</title><description>D</description><pubDate>2024-01-02</pubDate>';

  test('does not change with its dates', async () => {
    expect(await hashOf(item.replace('2024', '2025'))).toBe(await hashOf(item));
  });

  test.each([
    ['title', item.replace('>T<', '>U<')],
    ['summary', item.replace('>D<', '>E<')],
    ['categories', `${item}<category>c</category>`],
    ['enclosures', `${item}<enclosure url="https://a.example/"/>`],
    ['author', `${item}<author>a</author>`],
  ])('changes with its %s', async (_, edited) => {
    expect(await hashOf(edited)).not.toBe(await hashOf(item));
  });

  test('does not take one field for the next', async () => {
    expect(await hashOf('<guid>1</guid><title>T</title>')).not.toBe(await hashOf('<guid>1</guid><author>T</author>'));
  });

  test('is the same in every version of the program', async () => {
    // SHA-256 of 1␀␀T␀␀D␀␀0␀
    expect(await hashOf(item)).toBe('9e6812bbae6d4a2aad20481e2a57cac131ea22192833375fbf5f8fc8cfb4a0c6');
  });
});
