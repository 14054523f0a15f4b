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
    [{ maxBytes: Number.NaN }, 'create feedlock: fetch.maxBytes is NaN, must be a whole number from 1 to 2147483647'],
    [{ maxBytes: 0 }, 'create feedlock: fetch.maxBytes is 0, must be a whole number from 1 to 2147483647'],
    [{ maxBytes: 1.5 }, 'create feedlock: fetch.maxBytes is 1.5, must be a whole number from 1 to 2147483647'],
    [{ maxBytes: '1' }, 'create feedlock: fetch.maxBytes is "1", must be a whole number from 1 to 2147483647'],
    [{ maxRedirects: -1 }, 'create feedlock: fetch.maxRedirects is -1, must be a whole number from 0 to 1000'],
    [{ maxRatio: 0.5 }, 'create feedlock: fetch.maxRatio is 0.5, must be a number of 1 or more'],
    [
      { maxRatio: Number.POSITIVE_INFINITY },
      'create feedlock: fetch.maxRatio is Infinity, must be a number of 1 or more',
    ],
    [
      { maxHeaderBytes: 300_000 },
      'create feedlock: fetch.maxHeaderBytes is 300000, must be a whole number from 1 to 262144',
    ],
    [{ totalTimeout: 0 }, 'create feedlock: fetch.totalTimeout is 0, must be ms, more than 0 and at most 2147483647'],
    [
      { connectTimeout: -1 },
      'create feedlock: fetch.connectTimeout is -1, must be ms, more than 0 and at most 2147483647',
    ],
    [
      { headersTimeout: 2 ** 31 },
      'create feedlock: fetch.headersTimeout is 2147483648, must be ms, more than 0 and at most 2147483647',
    ],
    [
      { connectTimeout: null },
      'create feedlock: fetch.connectTimeout is null, must be ms, more than 0 and at most 2147483647',
    ],
    [
      { connectionsPerHost: 0 },
      'create feedlock: fetch.connectionsPerHost is 0, must be a whole number from 1 to 2147483647',
    ],
    [{ allowPrivate: 'no' }, 'create feedlock: fetch.allowPrivate is "no", must be true or false'],
    [{ allow: 'a:1' }, 'create feedlock: fetch.allow is "a:1", must be a list of host:port pairs'],
    [{ ports: [0] }, 'create feedlock: fetch.ports is [0], must be a list of ports'],
    [{ ports: ['80'] }, 'create feedlock: fetch.ports is ["80"], must be a list of ports'],
    [
      { proxy: 'http://u:secret@a' },
      'create feedlock: fetch.proxy is "http://a/", must be { http, https, noProxy }, or null',
    ],
    [{ ports: 80 }, 'create feedlock: fetch.ports is 80, must be a list of ports'],
    [
      { userAgent: 'a\r\nb: c' },
      'create feedlock: fetch.userAgent is "a\\r\\nb: c", must be text in Latin-1 without control characters, or null',
    ],
    [
      { userAgent: '' },
      'create feedlock: fetch.userAgent is "", must be text in Latin-1 without control characters, or null',
    ],
    [
      { userAgent: '猫' },
      'create feedlock: fetch.userAgent is "猫", must be text in Latin-1 without control characters, or null',
    ],
    [
      { contact: 'me' },
      'create feedlock: fetch.contact is "me", must be an e-mail address or a URL in Latin-1, or null',
    ],
    [
      { contact: 'a@b.example\n' },
      'create feedlock: fetch.contact is "a@b.example\\n", must be an e-mail address or a URL in Latin-1, or null',
    ],
    [
      { contact: 'a@b.example) x(' },
      'create feedlock: fetch.contact is "a@b.example) x(", must be an e-mail address or a URL in Latin-1, or null',
    ],
    [{ proxy: 'http://a' }, 'create feedlock: fetch.proxy is "http://a", must be { http, https, noProxy }, or null'],
    [
      { proxy: { http: 'socks5://u:secret@a' } },
      'create feedlock: fetch.proxy.http is "socks5://a", must be an http or https URL',
    ],
    [
      { proxy: { https: 'http://u:secret@' } },
      'create feedlock: fetch.proxy.https is "http://", must be an http or https URL',
    ],
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
