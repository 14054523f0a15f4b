import { describe, expect, test } from 'vitest';
import type { Entry } from '../../../machines/model.ts';
import { read, rss } from '../document.ts';

/** The first of two items; the second one shows that the damage ends with the first. */
const readItem = async (body: string): Promise<Entry | undefined> => {
  const { entries } = await read(rss(`<item>${body}</item><item><title>Next</title></item>`));
  expect(entries.at(-1)?.title).toBe('Next');
  expect(entries).toHaveLength(2);
  return entries[0];
};

describe('what looks like a tag', () => {
  test.each([
    ['a heart', 'I <3 you'],
    ['a comparison', 'a < b > c <= d <- e'],
    ['brackets', 'x << 2 >> <<<'],
    ['an arrow between words without spaces', '日本<3語'],
  ])('is text: %s', async (_, text) => {
    expect((await readItem(`<title>${text}</title><guid>1</guid>`))?.title).toBe(text);
    expect((await readItem(`<guid>${text}</guid><title>T</title>`))?.id).toBe(text);
  });

  test('is text if it is a mail address or a web address', async () => {
    const item = await readItem('<guid>Ann <ann@a.example>, <https://a.example/></guid>');
    expect(item?.id).toBe('Ann <ann@a.example>, <https://a.example/>');
  });

  test('is text if another tag begins before it ends', async () => {
    expect((await readItem('<guid>one <b two</guid><title>T</title>'))?.id).toBe('one <b two');
    expect((await readItem('<guid>one <!b two</guid><title>T</title>'))?.id).toBe('one <!b two');
  });
});

describe('a tag', () => {
  test('ends where the next one begins, if it has no end', async () => {
    const wanted = { title: 'T', link: 'https://a.example/1' };
    const link = '<link>https://a.example/1</link>';
    expect(await readItem(`<title>T</title${link}`)).toMatchObject(wanted);
    expect(await readItem(`<title>T</title\n${link}`)).toMatchObject(wanted);
    expect(await readItem(`<title>T</title><guid${link}`)).toMatchObject(wanted);
    expect(await readItem(`<title>T</title><enclosure url="https://a.example/a" ${link}`)).toMatchObject({
      ...wanted,
      enclosures: [{ url: 'https://a.example/a' }],
    });
  });

  test('may have space before its name, if that is a name of feeds', async () => {
    expect(await readItem('< title >T</ title >< guid>1</guid >')).toMatchObject({ title: 'T', id: '1' });
    expect((await readItem('<title>a < bc > d</title>'))?.title).toBe('a < bc > d');
  });
});

describe('an attribute without its second quote', () => {
  const enclosure = { url: 'https://a.example/a.mp3' };

  test('ends with its tag', async () => {
    expect(await readItem('<guid isPermaLink="false>1</guid><title>T</title><enclosure url="u"/>')).toMatchObject({
      id: '1',
      title: 'T',
    });
    expect(await readItem('<enclosure url="https://a.example/a.mp3/><guid>1</guid>')).toMatchObject({
      id: '1',
      enclosures: [enclosure],
    });
  });

  test('ends with the next attribute', async () => {
    const item = await readItem('<enclosure url="https://a.example/a.mp3 length="1" type="audio/mpeg"/><guid>1</guid>');
    expect(item).toMatchObject({ id: '1', enclosures: [{ ...enclosure, type: 'audio/mpeg' }] });
  });

  test('is not thought of where a value only ends like one', async () => {
    const item = await readItem('<enclosure url="https://a.example/?a=b&amp;c="/>');
    expect(item?.enclosures[0]?.url).toBe('https://a.example/?a=b&c=');
  });
});

test('attributes may lack quotes and values, be repeated, and stand on lines of their own', async () => {
  const item = await readItem(
    "<enclosure hidden\n  URL=https://a.example/a.mp3\n  type='audio/mpeg'\n  type=text/html\n/><guid>1</guid>",
  );
  expect(item?.enclosures).toMatchObject([{ url: 'https://a.example/a.mp3', type: 'audio/mpeg' }]);
});

test('control characters are no part of a name or a title, be they written or referred to', async () => {
  expect(await readItem('<title>a\u0007b&#8;c&#x1F;d</title><guid>\u00011\uffff</guid>')).toMatchObject({
    title: 'abcd',
    id: '1',
  });
});
