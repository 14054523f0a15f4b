import type { RequestListener } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createFetch } from '../../src/fetch/fetch.ts';
import { never, serve, serveRaw, sourceOf } from './server.ts';

const fetchFrom = async (answer: RequestListener, known = {}) => {
  await using server = await serve(answer);
  await using fetcher = createFetch({ allow: [server.pair], totalTimeout: 500 });
  return await fetcher.fetch(sourceOf(`${server.url}/feed`, known), never);
};

const failure = (httpStatus: number, code: string, reason: string) => ({
  status: 'failed',
  httpStatus,
  error: { code, message: expect.stringMatching(new RegExp(`^fetch http://127.0.0.1:\\d+/feed: ${reason}$`)) },
});

describe('a status that brings no feed', () => {
  test.each<[status: number, code: string, reason: string]>([
    [204, 'empty-body', '204 No Content'],
    [205, 'empty-body', '205 Reset Content'],
    [206, 'bad-response', '206 Partial Content to a request for the whole feed'],
    [226, 'bad-response', '226 IM Used with a change that was not asked for'],
    [300, 'bad-response', '300 Multiple Choices without a place to go to'],
    [302, 'bad-response', '302 Found without a place to go to'],
    [304, 'bad-response', '304 Not Modified to a request without a condition'],
    [305, 'bad-response', '305 Use Proxy without a place to go to'],
    [400, 'http-4xx', '400 Bad Request'],
    [401, 'http-4xx', '401 Unauthorized'],
    [404, 'http-4xx', '404 Not Found'],
    [407, 'http-4xx', '407 Proxy Authentication Required'],
    [418, 'http-4xx', "418 I'm a Teapot"],
    [429, 'http-4xx', '429 Too Many Requests'],
    [451, 'http-4xx', '451 Unavailable For Legal Reasons'],
    [500, 'http-5xx', '500 Internal Server Error'],
    [503, 'http-5xx', '503 Service Unavailable'],
    [520, 'http-5xx', '520 unknown'],
    [600, 'bad-response', '600 unknown, a status that HTTP does not have'],
    [999, 'bad-response', '999 unknown, a status that HTTP does not have'],
  ])('%i is %s', async (status, code, reason) => {
    const fetched = await fetchFrom((_, response) => response.writeHead(status).end());
    expect(fetched).toMatchObject(failure(status, code, reason));
  });

  test('is shown without what could harm a terminal, and not at length', async () => {
    await using server = await serveRaw((socket) =>
      socket.once('data', () => socket.end(`HTTP/1.1 500 \x1b[31m${'x'.repeat(100)}\r\n\r\n`)),
    );
    await using fetcher = createFetch({ allow: [server.pair] });
    expect(await fetcher.fetch(sourceOf(server.url), never)).toMatchObject({
      error: { message: expect.stringMatching(/: 500 \[31mx{50,60}$/) },
    });
  });
});

describe('a success without a feed', () => {
  test.each<[what: string, headers: Record<string, string>, body: Buffer]>([
    ['nothing', {}, Buffer.alloc(0)],
    ['nothing at all', { 'Transfer-Encoding': 'chunked' }, Buffer.alloc(0)],
    ['nothing compressed', { 'Content-Encoding': 'gzip' }, gzipSync('')],
    ['nothing compressed by Brotli', { 'Content-Encoding': 'br' }, brotliCompressSync('')],
  ])('is an empty body: %s', async (_, headers, body) => {
    const fetched = await fetchFrom((_, response) => response.writeHead(200, headers).end(body));
    expect(fetched).toMatchObject(failure(200, 'empty-body', '200 OK with nothing in it'));
  });

  test.each<[kind: string, bytes: string]>([
    ['PNG', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR'],
    ['JPEG', '\xff\xd8\xff\xe0\0\x10JFIF'],
    ['GIF', 'GIF89a\x01\0'],
    ['GIF', 'GIF87a\x01\0'],
    ['WebP', 'RIFF\x24\0\0\0WEBPVP8 '],
    ['BMP', 'BM\x46\0\0\0\0\0\0\0\x36\0\0\0'],
    ['ICO', '\0\0\x01\0\x02\0\x10\x10'],
    ['AVIF', '\0\0\0\x20ftypavif\0\0\0\0'],
  ])('is a picture: %s', async (kind, bytes) => {
    const fetched = await fetchFrom((_, response) => response.end(Buffer.from(bytes, 'latin1')));
    expect(fetched).toMatchObject(failure(200, 'image', `200 OK with a picture \\(${kind}\\)`));
  });

  test.each([
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'BM is a town',
    'GIF89b',
    'RIFF and WEBP',
    '\0\0\x01\0\0\0',
    '\xff\xfe<\0?\0x\0',
    '\0\0\xfe\xff\0\0\0<',
    '%PDF-1.7',
  ])('is not a picture: %j', async (bytes) => {
    const fetched = await fetchFrom((_, response) => response.end(Buffer.from(bytes, 'latin1')));
    expect(fetched).toMatchObject({ status: 'modified' });
  });
});

describe('a bot check', () => {
  test.each([200, 403, 429, 503])('is named as such, with status %i', async (status) => {
    const fetched = await fetchFrom((_, response) =>
      response.writeHead(status, { 'CF-Mitigated': 'challenge' }).end('<html>'),
    );
    expect(fetched).toMatchObject(
      failure(status, 'challenge', `${status} .*: a bot check of Cloudflare stands before the feed`),
    );
  });

  test('that was passed is none', async () => {
    const fetched = await fetchFrom((_, response) => response.setHeader('cf-mitigated', 'none').end('<rss/>'));
    expect(fetched).toMatchObject({ status: 'modified' });
  });
});

test('a feed that is gone is gone', async () => {
  expect(await fetchFrom((_, response) => response.writeHead(410).end())).toEqual({
    status: 'gone',
    httpStatus: 410,
    error: { code: 'http-4xx', message: expect.stringMatching(/: 410 Gone$/), httpStatus: 410 },
  });
});
