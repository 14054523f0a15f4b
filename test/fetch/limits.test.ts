import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createFetch } from '../../src/fetch/fetch.ts';
import type { FetchOptions } from '../../src/fetch/options.ts';
import { never, serve, sourceOf } from './server.ts';

const maxBytes = 100_000;

const fetchFrom = async (answer: RequestListener, options: Partial<FetchOptions> = {}) => {
  await using server = await serve(answer);
  await using fetcher = createFetch({ allow: [server.pair], maxBytes, ...options });
  return await fetcher.fetch(sourceOf(server.url), never);
};

/** Fetches what must be cut off, and returns when the server has seen the connection closed, before anything is stopped. */
const fetchUntilCut = async (answer: RequestListener, options: Partial<FetchOptions> = {}) => {
  await using server = await serve(answer);
  await using fetcher = createFetch({ allow: [server.pair], maxBytes, ...options });
  const fetched = await fetcher.fetch(sourceOf(server.url), never);
  await server.idle();
  return fetched;
};

const bytesOf = async (answer: RequestListener) => {
  const fetched = await fetchFrom(answer);
  return fetched.status === 'modified' ? Buffer.from(fetched.document.bytes).toString() : fetched;
};

describe('a body', () => {
  const text = 'x'.repeat(maxBytes);

  test.each([
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['br', brotliCompressSync(text)],
    ['gzip, br', brotliCompressSync(gzipSync(text))],
    ['identity', Buffer.from(text)],
    ['utf-8', Buffer.from(text)],
    ['gzip', Buffer.from(text)],
  ])('encoded as %s is decoded', async (encoding, body) => {
    expect(await bytesOf((_, response) => response.setHeader('content-encoding', encoding).end(body))).toBe(text);
  });

  test('that lacks the end of its compressed stream is read as far as it goes', async () => {
    const body = gzipSync(randomBytes(40_000).toString('hex')).subarray(0, 20_000);
    const read = await bytesOf((_, response) => response.setHeader('content-encoding', 'gzip').end(body));
    expect(read).toMatch(/^[0-9a-f]{30000,}$/);
  });

  test('that is not what its encoding says is a failure', async () => {
    const body = Buffer.concat([gzipSync(text).subarray(0, 30), randomBytes(100)]);
    const fetched = await fetchFrom((_, response) => response.setHeader('content-encoding', 'gzip').end(body));
    expect(fetched).toMatchObject({ status: 'failed', error: { code: 'bad-encoding' } });
  });

  test('that comes in many pieces is whole', async () => {
    const pieces = Array.from({ length: 50 }, (_, at) => `${at} `);
    const read = await bytesOf(async (_, response) => {
      for (const piece of pieces) await new Promise((done) => response.write(piece, done));
      response.end();
    });
    expect(read).toBe(pieces.join(''));
  });
});

describe('a body larger than the cap is too large', () => {
  const tooLarge = { status: 'failed', error: { code: 'too-large' } };

  test('when its length says so, before it is read', async () => {
    const fetched = await fetchUntilCut((_, response) => {
      response.writeHead(200, { 'content-length': maxBytes + 1 });
      response.flushHeaders();
    });
    expect(fetched).toMatchObject(tooLarge);
  });

  test('when it has no end', async () => {
    const fetched = await fetchUntilCut((_, response) => {
      const more = () => response.write('x'.repeat(10_000), () => response.destroyed || setImmediate(more));
      more();
    });
    expect(fetched).toMatchObject(tooLarge);
  });

  test.each([
    ['gzip', gzipSync(Buffer.alloc(50_000_000))],
    ['br', brotliCompressSync(Buffer.alloc(50_000_000))],
  ])('when it is a bomb of %s', async (encoding, bomb) => {
    const fetched = await fetchFrom((_, response) => response.setHeader('content-encoding', encoding).end(bomb));
    expect(bomb.length).toBeLessThan(maxBytes);
    expect(fetched).toMatchObject(tooLarge);
  });
});

describe('a server that takes too long is cut off by the total time-out', () => {
  const timeout = { status: 'failed', httpStatus: null, error: { code: 'timeout' } };

  test('when it says nothing', async () => {
    expect(await fetchUntilCut(() => {}, { totalTimeout: 80 })).toMatchObject(timeout);
  });

  test('when it drips', async () => {
    const fetched = await fetchUntilCut(
      (_, response) => {
        const drip = setInterval(() => response.write('x'), 5);
        response.once('close', () => clearInterval(drip));
      },
      { totalTimeout: 80 },
    );
    expect(fetched).toMatchObject(timeout);
    expect(fetched).toMatchObject({
      error: { message: expect.stringMatching(/^fetch http:.*: not complete within 0.08 s$/) },
    });
  });

  test('when its redirects are slow, all together', async () => {
    const fetched = await fetchFrom(
      (_, response) => setTimeout(() => response.writeHead(302, { location: '/again' }).end(), 40),
      { totalTimeout: 100, maxRedirects: 10 },
    );
    expect(fetched).toMatchObject(timeout);
  });
});

test('an error page is not read to its end', async () => {
  const fetched = await fetchUntilCut((_, response) => {
    response.writeHead(404);
    const more = () => response.write('x'.repeat(10_000), () => response.destroyed || setImmediate(more));
    more();
  });
  expect(fetched).toMatchObject({
    status: 'failed',
    httpStatus: 404,
    error: { code: 'http', message: expect.stringMatching(/^fetch http:\/\/127.0.0.1:\d+: 404 Not Found$/) },
  });
});
