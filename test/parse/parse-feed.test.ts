import { describe, expect, test } from 'vitest';
import { parseFeed } from '../../src/parse/parse-feed.ts';
import { rss } from './document.ts';

const text = rss('<item><title>One</title></item>');
const bytes = new TextEncoder().encode(text);

describe('parseFeed', () => {
  test('takes bytes in a buffer, too', async () => {
    expect((await parseFeed(bytes.buffer)).entries).toHaveLength(1);
  });

  test.each([undefined, null, 5, [1]])('refuses %j as a body', async (body) => {
    await expect(parseFeed(body as never)).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringMatching(/^parse a feed: its body is .*, must be a Uint8Array or an ArrayBuffer/),
    });
  });

  test('tells how a text becomes bytes', async () => {
    await expect(parseFeed(text as never)).rejects.toThrow('`new TextEncoder().encode(text)`');
  });

  test.each<[object | null, string]>([
    [null, 'what stands for its options is null, must be an object'],
    [{ contentType: 5 }, 'contentType is 5, must be a text or null'],
    [{ url: 'bad' }, `url is "bad", must be an absolute URL, or ''`],
    [{ url: '//me:secret@site.example/' }, 'url is "//site.example/", must'],
    [{ sanitize: 'no' }, 'sanitize is "no", must be true or false'],
    [{ sanitise: true }, 'there is no option sanitise; there are url, contentType, sanitize'],
  ])('refuses the options %j', async (options, reason) => {
    await expect(parseFeed(bytes, options as never)).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining(`parse a feed: ${reason}`),
    });
  });
});
