import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Fetched, Source } from '../../machines/model.ts';
import { createFetch } from '../../src/fetch/fetch.ts';
import type { FetchOptions } from '../../src/fetch/options.ts';
import { createGathering } from '../../src/fetch/reply.ts';
import { never, serve, serveRaw, sourceOf } from './server.ts';

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
    error: { code: 'http-4xx', message: expect.stringMatching(/^fetch http:\/\/127.0.0.1:\d+: 404 Not Found$/) },
  });
});

const messageOf = (fetched: Fetched) => (fetched.status === 'failed' ? fetched.error.message : fetched.status);

describe('the answer has to begin in time', () => {
  const timeout = { status: 'failed', httpStatus: null, error: { code: 'timeout' }, limit: null };
  const limits = { headersTimeout: 60, totalTimeout: 5_000 };

  test('when nothing is said', async () => {
    const fetched = await fetchUntilCut(() => {}, limits);
    expect(fetched).toMatchObject(timeout);
    expect(messageOf(fetched)).toMatch(/^fetch http:.*: no answer within 0.06 s$/);
  });

  /** Says something every 5 ms, from the request on. */
  const repeating = async (first: string, more: string) => {
    await using server = await serveRaw((socket) =>
      socket.once('data', () => {
        socket.write(first);
        const drip = setInterval(() => socket.write(more), 5);
        socket.once('close', () => clearInterval(drip));
      }),
    );
    await using fetcher = createFetch({ allow: [server.pair], ...limits });
    const fetched = await fetcher.fetch(sourceOf(server.url), never);
    await server.idle();
    return fetched;
  };

  test('when its headers have no end', async () => {
    expect(await repeating('HTTP/1.1 200 OK\r\n', 'X: y\r\n')).toMatchObject(timeout);
  });

  test('when interim answers have no end', async () => {
    expect(await repeating('', 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n')).toMatchObject(timeout);
  });

  test('while its body may take longer', async () => {
    const fetched = await fetchFrom((_, response) => {
      response.write('<rss>');
      setTimeout(() => response.end('</rss>'), 120);
    }, limits);
    expect(fetched).toMatchObject({ status: 'modified' });
  });

  test('for each redirect anew', async () => {
    const fetched = await fetchFrom(
      ({ url }, response) =>
        setTimeout(() => {
          if (url === '/3') response.end('x');
          else response.writeHead(302, { location: `/${Number(url?.slice(1)) + 1}` }).end();
        }, 50),
      { ...limits, headersTimeout: 120 },
    );
    expect(fetched).toMatchObject({ status: 'modified' });
  });
});

describe('a connection has to be made in time', () => {
  const timeout = { status: 'failed', httpStatus: null, error: { code: 'timeout' } };

  test('with its TLS handshake', async () => {
    await using server = await serveRaw(() => {});
    await using fetcher = createFetch({ allow: [server.pair], connectTimeout: 60 });
    const fetched = await fetcher.fetch(sourceOf(server.url.replace('http:', 'https:')), never);
    expect(fetched).toMatchObject(timeout);
    expect(messageOf(fetched)).toMatch(/^fetch https:.*: not connected within 0.06 s$/);
    await server.idle();
  });

  test('within the time of its feed', async () => {
    await using server = await serveRaw(() => {});
    await using fetcher = createFetch({ allow: [server.pair] });
    const source = sourceOf(server.url.replace('http:', 'https:'), { limits: { connectTimeout: 40 } });
    expect(messageOf(await fetcher.fetch(source, never))).toMatch(/: not connected within 0.04 s$/);
    await server.idle();
  });

  test('also for a request that waited for another to end', async () => {
    await using server = await serveRaw(() => {});
    await using fetcher = createFetch({ allow: [server.pair], connectionsPerHost: 1 });
    const url = server.url.replace('http:', 'https:');
    const first = fetcher.fetch(sourceOf(url, { limits: { connectTimeout: 40 } }), never);
    const second = fetcher.fetch(sourceOf(url, { limits: { connectTimeout: 60 } }), never);
    expect([messageOf(await first), messageOf(await second)]).toMatchObject([
      expect.stringMatching(/: not connected within 0.04 s$/),
      expect.stringMatching(/: not connected within 0.06 s$/),
    ]);
    await server.idle();
    expect(server.connections()).toBe(2);
  });
});

describe('headers larger than the cap are too large', () => {
  test('by their sum', async () => {
    const fetched = await fetchUntilCut((_, response) => {
      for (let at = 0; at < 20; at += 1) response.setHeader(`x-${at}`, 'y'.repeat(1_000));
      response.end('x');
    });
    expect(fetched).toMatchObject({ status: 'failed', error: { code: 'too-large' } });
    expect(messageOf(fetched)).toMatch(/: headers of more than 16384 bytes$/);
  });

  test('by their number', async () => {
    await using server = await serveRaw((socket) =>
      socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\n${'A: b\r\n'.repeat(10_000)}\r\n`)),
    );
    await using fetcher = createFetch({ allow: [server.pair] });
    expect(await fetcher.fetch(sourceOf(server.url), never)).toMatchObject({ error: { code: 'too-large' } });
    await server.idle();
  });

  test('together with those of interim answers', async () => {
    await using server = await serveRaw((socket) =>
      socket.once('data', () => socket.write(`HTTP/1.1 103 Early Hints\r\nX: ${'y'.repeat(1_000)}\r\n\r\n`.repeat(20))),
    );
    await using fetcher = createFetch({ allow: [server.pair] });
    expect(await fetcher.fetch(sourceOf(server.url), never)).toMatchObject({ error: { code: 'too-large' } });
    await server.idle();
  });

  test('unless the feed may have them', async () => {
    await using server = await serve((_, response) => response.setHeader('x', 'y'.repeat(20_000)).end('x'));
    await using fetcher = createFetch({ allow: [server.pair] });
    const source = sourceOf(server.url, { limits: { maxHeaderBytes: 32_768 } });
    expect(await fetcher.fetch(source, never)).toMatchObject({ status: 'modified' });
  });
});

describe('a body that was compressed', () => {
  const compressed = (size: number, limits = {}) =>
    fetchFrom((_, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(size, 'x'))), {
      maxBytes: 10_000_000,
      ...limits,
    });

  test('may not be so many times larger than it came', async () => {
    const fetched = await compressed(2_000_000);
    expect(fetched).toMatchObject({ status: 'failed', httpStatus: 200, error: { code: 'too-large' } });
    expect(messageOf(fetched)).toMatch(
      /: larger after decompression than 100 times its \d{4} bytes, a ratio of more than 100$/,
    );
  });

  test('may be, as long as it is small', async () => {
    expect(await compressed(1_000_000)).toMatchObject({ status: 'modified' });
  });

  test('may be, if its feed may', async () => {
    expect(await compressed(2_000_000, { maxRatio: 2_000 })).toMatchObject({ status: 'modified' });
  });

  test('may not be larger than any other', async () => {
    expect(messageOf(await compressed(2_000_000, { maxBytes: 5_000 }))).toMatch(
      /: larger than 5000 bytes after decompression$/,
    );
  });
});

test('the limits of a feed hold for it alone', async () => {
  await using server = await serve(({ url }, response) => {
    if (url === '/slow') return;
    if (url === '/moved') response.writeHead(302, { location: '/' }).end();
    else response.end('x'.repeat(1_000));
  });
  await using fetcher = createFetch({ allow: [server.pair] });
  const fetchWith = async (path: string, limits: Source['limits']) =>
    messageOf(await fetcher.fetch(sourceOf(server.url + path, { limits }), never));
  expect(await fetchWith('/', { maxBytes: 999 })).toMatch(/: announces 1000 bytes, more than 999$/);
  expect(await fetchWith('/', { maxBytes: 1_000 })).toBe('modified');
  expect(await fetchWith('/moved', { maxRedirects: 0 })).toMatch(/: redirected more than 0 times$/);
  expect(await fetchWith('/moved', {})).toBe('modified');
  expect(await fetchWith('/slow', { totalTimeout: 30 })).toMatch(/: not complete within 0.03 s$/);
});

test('a body in small pieces takes no more memory than its size', () => {
  const gathering = createGathering(1_000_000);
  const read = Buffer.alloc(65_536);
  const before = process.memoryUsage();
  for (let at = 0; at < 1_000_000; at += 1) gathering.add(read.subarray(at % 65_536, (at % 65_536) + 1));
  const after = process.memoryUsage();
  expect(gathering.add(read.subarray(0, 1))).toBe(false);
  expect(gathering.end().length).toBe(1_000_000);
  expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(4_000_000);
});

test('an error page that has no end is an answer all the same, at once', async () => {
  const began = performance.now();
  const fetched = await fetchUntilCut((_, response) => {
    response.writeHead(404);
    const drip = setInterval(() => response.write('x'), 5);
    response.once('close', () => clearInterval(drip));
  });
  expect(fetched).toMatchObject({ status: 'failed', httpStatus: 404, error: { code: 'http-4xx' } });
  expect(performance.now() - began).toBeLessThan(5_000);
});
