import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFetch } from '../../src/fetch/fetch.ts';
import { never, serve, serveRaw, sourceOf } from './server.ts';

const failedAs = (code: string) => ({ status: 'failed', httpStatus: null, error: { code } });

describe('a connection that fails', () => {
  const fetchFrom = async (url: string, pair: string) => {
    await using fetcher = createFetch({ allow: [pair], totalTimeout: 2_000 });
    return await fetcher.fetch(sourceOf(url), never);
  };

  test('because nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    server.close();
    expect(await fetchFrom(`http://127.0.0.1:${port}/`, `127.0.0.1:${port}`)).toMatchObject(failedAs('connect'));
  });

  test('because the name means nothing', async () => {
    expect(await fetchFrom('http://nowhere.invalid/', 'other:1')).toMatchObject(failedAs('dns'));
  });

  test('because the other side does not speak TLS', async () => {
    await using server = await serve((_, response) => response.end());
    expect(await fetchFrom(server.url.replace('http:', 'https:'), server.pair)).toMatchObject(failedAs('tls'));
  });

  test('because it is reset', async () => {
    await using server = await serveRaw((socket) => socket.once('data', () => socket.resetAndDestroy()));
    expect(await fetchFrom(server.url, server.pair)).toMatchObject(failedAs('connect'));
    expect(server.connections()).toBe(1);
  });

  test('because it is closed in the middle of the body', async () => {
    await using server = await serveRaw((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss>')),
    );
    expect(await fetchFrom(server.url, server.pair)).toMatchObject(failedAs('bad-response'));
  });

  test('because the answer is not HTTP', async () => {
    await using server = await serveRaw((socket) => socket.once('data', () => socket.end('220 smtp.example\r\n')));
    expect(await fetchFrom(server.url, server.pair)).toMatchObject(failedAs('bad-response'));
  });

  test('because the headers have no end', async () => {
    await using server = await serveRaw((socket) =>
      socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`)),
    );
    expect(await fetchFrom(server.url, server.pair)).toMatchObject(failedAs('too-large'));
  });
});

test('a kept connection that ends just as it is used is no failure', async () => {
  let served = 0;
  await using server = await serveRaw((socket) => {
    socket.once('data', () => {
      served += 1;
      socket.write('HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 6\r\n\r\n<rss/>');
      socket.once('data', () => socket.destroy());
    });
  });
  await using fetcher = createFetch({ allow: [server.pair] });
  for (const _ of [1, 2]) {
    expect(await fetcher.fetch(sourceOf(server.url), never)).toMatchObject({ status: 'modified' });
  }
  expect([served, server.connections()]).toEqual([2, 2]);
});

describe('an abort', () => {
  test('before the fetch sends nothing', async () => {
    await using server = await serve((_, response) => response.end());
    await using fetcher = createFetch({ allow: [server.pair] });
    expect(await fetcher.fetch(sourceOf(server.url), AbortSignal.abort())).toMatchObject(failedAs('cancelled'));
    expect(server.connections()).toBe(0);
  });

  test('reaches the socket of a request that waits', async () => {
    const controller = new AbortController();
    await using server = await serve(() => controller.abort());
    await using fetcher = createFetch({ allow: [server.pair] });
    expect(await fetcher.fetch(sourceOf(server.url), controller.signal)).toMatchObject(failedAs('cancelled'));
    await server.idle();
  });

  test('reaches the socket of a body that is being read', async () => {
    const controller = new AbortController();
    await using server = await serve((_, response) =>
      response.write('<rss>', () => setImmediate(() => controller.abort())),
    );
    await using fetcher = createFetch({ allow: [server.pair] });
    expect(await fetcher.fetch(sourceOf(server.url), controller.signal)).toMatchObject(failedAs('cancelled'));
    await server.idle();
  });

  test('reaches a connection that is still being made', async () => {
    const controller = new AbortController();
    await using server = await serveRaw((socket) => socket.once('data', () => controller.abort()));
    await using fetcher = createFetch({ allow: [server.pair] });
    const url = server.url.replace('http:', 'https:');
    expect(await fetcher.fetch(sourceOf(url), controller.signal)).toMatchObject(failedAs('cancelled'));
    await server.idle();
  });

  test('leaves no listener on the signal', async () => {
    const controller = new AbortController();
    let listeners = 0;
    const { signal } = controller;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...parameters: Parameters<typeof add>) => {
      listeners += 1;
      add(...parameters);
    };
    signal.removeEventListener = (...parameters: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...parameters);
    };
    await using server = await serve((_, response) => response.end('x'));
    await using fetcher = createFetch({ allow: [server.pair] });
    await fetcher.fetch(sourceOf(server.url), signal);
    expect(listeners).toBe(0);
  });
});

describe('connections to one origin', () => {
  test('are no more than allowed, and further requests wait for them', async () => {
    let open = 0;
    let most = 0;
    await using server = await serve((_, response) => {
      open += 1;
      most = Math.max(most, open);
      setTimeout(() => {
        open -= 1;
        response.end('x');
      }, 5);
    });
    await using fetcher = createFetch({ allow: [server.pair], connectionsPerHost: 2 });
    const fetched = await Promise.all(Array.from({ length: 8 }, () => fetcher.fetch(sourceOf(server.url), never)));
    expect(fetched.every(({ status }) => status === 'modified')).toBe(true);
    expect([most, server.connections()]).toEqual([2, 2]);
  });

  test('are not waited for by a fetch that is cancelled', async () => {
    await using server = await serve(() => {});
    await using fetcher = createFetch({ allow: [server.pair], connectionsPerHost: 1 });
    const first = fetcher.fetch(sourceOf(server.url), never);
    const controller = new AbortController();
    const second = fetcher.fetch(sourceOf(server.url), controller.signal);
    controller.abort();
    expect(await second).toMatchObject(failedAs('cancelled'));
    await fetcher.stop();
    expect(await first).toMatchObject(failedAs('stopped'));
  });
});

test('a request says who asks and what is wanted', async () => {
  let headers: IncomingHttpHeaders = {};
  await using server = await serve((request, response) => {
    headers = request.headers;
    response.end('x');
  });
  await using fetcher = createFetch({ allow: [server.pair], userAgent: 'mine/1.0' });
  await fetcher.fetch(sourceOf(server.url), never);
  expect(headers).toMatchObject({
    'user-agent': 'mine/1.0',
    'accept-encoding': 'gzip, deflate, br',
    accept: expect.stringMatching(/^application\/atom\+xml, application\/rss\+xml.*\*\/\*;q=0.5$/),
  });
});

describe('stop', () => {
  test('ends what is under way, and every connection', async () => {
    await using silent = await serveRaw(() => {});
    await using kept = await serve((_, response) => response.end('x'));
    const fetcher = createFetch({ allow: [silent.pair, kept.pair] });
    await fetcher.fetch(sourceOf(kept.url), never);
    const waiting = ['http:', 'https:'].map((scheme) =>
      fetcher.fetch(sourceOf(silent.url.replace('http:', scheme)), never),
    );
    while (silent.connections() < 2) await new Promise((done) => setImmediate(done));
    await fetcher.stop();
    for (const fetched of await Promise.all(waiting)) expect(fetched).toMatchObject(failedAs('stopped'));
    await Promise.all([silent.idle(), kept.idle()]);
  });

  test('is for good', async () => {
    const fetcher = createFetch({ allowPrivate: true });
    await fetcher.stop();
    await fetcher.stop();
    expect(await fetcher.fetch(sourceOf('http://127.0.0.1:1/'), never)).toMatchObject(failedAs('stopped'));
  });
});

test.each(['', 'feed', '/feed', 'ftp://a.example/', 'http://', 'data:text/xml,<rss/>', 'http://[::1/', `http://a b/`])(
  'the URL "%s" is refused',
  async (url) => {
    await using fetcher = createFetch();
    expect(await fetcher.fetch(sourceOf(url), never)).toMatchObject(failedAs('bad-url'));
  },
);

test('any bytes for an answer give a result or a failure', async () => {
  let answer = Buffer.alloc(0);
  await using server = await serveRaw((socket) => socket.once('data', () => socket.end(answer)));
  await using fetcher = createFetch({ allow: [server.pair], totalTimeout: 1_000 });
  const heads = fc.constantFrom(
    '',
    'HTTP/1.1 200 OK\r\n',
    'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n',
    'HTTP/1.1 302 \r\nLocation: ',
  );
  await fc.assert(
    fc.asyncProperty(heads, fc.uint8Array({ maxLength: 200 }), async (head, rest) => {
      answer = Buffer.concat([Buffer.from(head), rest]);
      const { status } = await fetcher.fetch(sourceOf(server.url), never);
      expect(['modified', 'failed']).toContain(status);
    }),
    { numRuns: 200 },
  );
});
