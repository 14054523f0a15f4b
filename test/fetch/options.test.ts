import type { IncomingHttpHeaders } from 'node:http';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { createFetch } from '../../src/fetch/fetch.ts';
import type { FetchOptions } from '../../src/fetch/options.ts';
import { never, serve, sourceOf } from './server.ts';

const refusalOf = (options: object) => {
  try {
    createFetch(options as Partial<FetchOptions>);
  } catch (error) {
    return error;
  }
  return null;
};

describe('an option that makes no sense is refused, by name, with what was found and what is wanted', () => {
  test.each<[options: object, message: string]>([
    [{ maxBytes: Number.NaN }, 'option maxBytes: expected a whole number from 1 to 2147483647, got NaN'],
    [{ maxBytes: 0 }, 'option maxBytes: expected a whole number from 1 to 2147483647, got 0'],
    [{ maxBytes: 1.5 }, 'option maxBytes: expected a whole number from 1 to 2147483647, got 1.5'],
    [{ maxBytes: '1' }, 'option maxBytes: expected a whole number from 1 to 2147483647, got "1"'],
    [{ maxRedirects: -1 }, 'option maxRedirects: expected a whole number from 0 to 1000, got -1'],
    [{ maxRatio: 0.5 }, 'option maxRatio: expected a number of 1 or more, got 0.5'],
    [{ maxRatio: Number.POSITIVE_INFINITY }, 'option maxRatio: expected a number of 1 or more, got Infinity'],
    [{ maxHeaderBytes: 300_000 }, 'option maxHeaderBytes: expected a whole number from 1 to 262144, got 300000'],
    [{ totalTimeout: 0 }, 'option totalTimeout: expected ms, more than 0 and at most 2147483647, got 0'],
    [{ connectTimeout: -1 }, 'option connectTimeout: expected ms, more than 0 and at most 2147483647, got -1'],
    [
      { headersTimeout: 2 ** 31 },
      'option headersTimeout: expected ms, more than 0 and at most 2147483647, got 2147483648',
    ],
    [{ connectTimeout: null }, 'option connectTimeout: expected ms, more than 0 and at most 2147483647, got null'],
    [{ connectionsPerHost: 0 }, 'option connectionsPerHost: expected a whole number from 1 to 2147483647, got 0'],
    [{ allowPrivate: 'no' }, 'option allowPrivate: expected true or false, got "no"'],
    [{ allow: 'a:1' }, 'option allow: expected a list of host:port pairs, got "a:1"'],
    [{ ports: [0] }, 'option ports: expected a list of ports, got [0]'],
    [{ ports: 80 }, 'option ports: expected a list of ports, got 80'],
    [
      { userAgent: 'a\r\nb: c' },
      'option userAgent: expected text in Latin-1 without control characters, or null, got "a\\r\\nb: c"',
    ],
    [{ userAgent: '' }, 'option userAgent: expected text in Latin-1 without control characters, or null, got ""'],
    [{ userAgent: '猫' }, 'option userAgent: expected text in Latin-1 without control characters, or null, got "猫"'],
    [{ contact: 'me' }, 'option contact: expected an e-mail address or a URL in Latin-1, or null, got "me"'],
    [
      { contact: 'a@b.example\n' },
      'option contact: expected an e-mail address or a URL in Latin-1, or null, got "a@b.example\\n"',
    ],
    [
      { contact: 'a@b.example) x(' },
      'option contact: expected an e-mail address or a URL in Latin-1, or null, got "a@b.example) x("',
    ],
    [{ proxy: 'http://a' }, 'option proxy: expected { http, https, noProxy }, or null, got "http://a"'],
    [{ proxy: { http: 'socks5://u:secret@a' } }, 'option proxy.http: expected an http or https URL, got "socks5://a"'],
    [{ proxy: { https: 'http://u:secret@' } }, 'option proxy.https: expected an http or https URL, got "http://"'],
  ])('%j', (options, message) => {
    expect(refusalOf(options)).toMatchObject({ name: 'FeedlockError', code: 'bad-option', message });
  });
});

test('an option that is undefined is one that was not given', async () => {
  expect(refusalOf({ maxBytes: undefined, contact: undefined })).toBeNull();
});

test('a limit of a feed that makes no sense fails its fetches', async () => {
  await using server = await serve((_, response) => response.end('x'));
  await using fetcher = createFetch({ allow: [server.pair] });
  expect(await fetcher.fetch(sourceOf(server.url, { limits: { maxBytes: Number.NaN } }), never)).toMatchObject({
    status: 'failed',
    httpStatus: null,
    error: { code: 'bad-option' },
    limit: null,
  });
  expect(server.connections()).toBe(0);
});

describe('the user agent', () => {
  const { version, homepage } = createRequire(import.meta.url)('feedlock/package.json');

  const seen = async (options: Partial<FetchOptions>) => {
    let headers: IncomingHttpHeaders = {};
    await using server = await serve((request, response) => {
      headers = request.headers;
      response.end('x');
    });
    await using fetcher = createFetch({ ...options, allow: [server.pair] });
    await fetcher.fetch(sourceOf(server.url), never);
    return headers['user-agent'];
  };

  test('is ours, with a place to read about it', async () => {
    expect(await seen({})).toBe(`feedlock/${version} (+${homepage})`);
  });

  test('names whom to contact', async () => {
    expect(await seen({ contact: 'feeds@example.org' })).toBe(`feedlock/${version} (+${homepage}; feeds@example.org)`);
  });

  test('is another, if one is given', async () => {
    expect(await seen({ contact: 'feeds@example.org', userAgent: 'mine/1 é' })).toBe('mine/1 é');
  });
});
