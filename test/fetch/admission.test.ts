import type { RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { Enter, HostReport } from '../../machines/model.ts';
import { createFetch } from '../../src/fetch/fetch.ts';
import { never, serve, serveRaw, sourceOf } from './server.ts';

/** Grants every place, and notes in order what happens. */
const createGate = () => {
  const log: (string | HostReport)[] = [];
  const enter: Enter = async (url) => {
    log.push(new URL(url).pathname);
    return { status: 'granted', leave: (report) => log.push(report) };
  };
  return { log, enter };
};

const fetchThrough = async (answer: RequestListener, options = {}) => {
  const { log, enter } = createGate();
  await using server = await serve(answer);
  await using fetcher = createFetch({ allow: [server.pair], totalTimeout: 300, ...options });
  const fetched = await fetcher.fetch(sourceOf(`${server.url}/a`, { etag: '"1"' }), never, enter);
  return { log, fetched };
};

describe('a place at the host is left with', () => {
  test.each<[status: number, headers: Record<string, string>, report: HostReport]>([
    [200, {}, 'answered'],
    [204, {}, 'answered'],
    [304, {}, 'answered'],
    [301, {}, 'answered'],
    [404, {}, 'answered'],
    [410, {}, 'answered'],
    [500, {}, 'failed'],
    [503, {}, 'failed'],
    [999, {}, 'failed'],
    [429, {}, { waitMs: 60_000 }],
    [429, { 'Retry-After': '5' }, { waitMs: 5_000 }],
    [429, { 'Retry-After': '0' }, 'answered'],
    [503, { 'Retry-After': '7' }, { waitMs: 7_000 }],
  ])('status %i %j: %j', async (status, headers, report) => {
    const { log } = await fetchThrough((_, response) => response.writeHead(status, headers).end());
    expect(log).toEqual(['/a', report]);
  });

  test('each redirect, before the next is entered', async () => {
    const { log } = await fetchThrough((request, response) =>
      request.url === '/a' ? response.writeHead(302, { location: '/b' }).end() : response.writeHead(500).end(),
    );
    expect(log).toEqual(['/a', 'answered', '/b', 'failed']);
  });

  test('a failure, when nothing answers in time', async () => {
    expect(await fetchThrough(() => {})).toMatchObject({
      log: ['/a', 'failed'],
      fetched: { error: { code: 'timeout' } },
    });
  });

  test('a failure, when what answers is not HTTP', async () => {
    const { log, enter } = createGate();
    await using server = await serveRaw((socket) => socket.once('data', () => socket.end('hello')));
    await using fetcher = createFetch({ allow: [server.pair] });
    await fetcher.fetch(sourceOf(server.url), never, enter);
    expect(log).toEqual(['/', 'failed']);
  });

  test('an answer, when it is too large or does not lead on', async () => {
    const body = await fetchThrough((_, response) => response.end('xx'), { maxBytes: 1 });
    const place = await fetchThrough((_, response) => response.writeHead(302, { location: 'ftp://a' }).end());
    expect([body.log, place.log]).toEqual([
      ['/a', 'answered'],
      ['/a', 'answered'],
    ]);
  });

  test('an answer, when the caller gives up', async () => {
    const controller = new AbortController();
    const { log, enter } = createGate();
    await using server = await serve(() => controller.abort());
    await using fetcher = createFetch({ allow: [server.pair] });
    await fetcher.fetch(sourceOf(server.url), controller.signal, enter);
    expect(log).toEqual(['/', 'answered']);
  });

  test('an answer, when fetching stops', async () => {
    const { log, enter } = createGate();
    await using server = await serve(() => void fetcher.stop());
    const fetcher = createFetch({ allow: [server.pair] });
    expect(await fetcher.fetch(sourceOf(server.url), never, enter)).toMatchObject({ error: { code: 'stopped' } });
    expect(log).toEqual(['/', 'answered']);
  });
});

test('what a host asks for is handed on, with the URL that asked', async () => {
  const { fetched } = await fetchThrough((request, response) =>
    request.url === '/a'
      ? response.writeHead(302, { location: '/b' }).end()
      : response.writeHead(429, { 'Retry-After': '90' }).end(),
  );
  expect(fetched).toMatchObject({
    status: 'failed',
    httpStatus: 429,
    error: { code: 'http-4xx' },
    limit: { url: expect.stringMatching(/^http:.*\/b$/), ms: 90_000 },
  });
});

test('an address that is refused takes no place', async () => {
  const { log, enter } = createGate();
  await using fetcher = createFetch();
  await fetcher.fetch(sourceOf('http://127.0.0.1/'), never, enter);
  expect(log).toEqual([]);
});

test('a host that is to be left alone is not asked', async () => {
  await using server = await serve((_, response) => response.end('x'));
  await using fetcher = createFetch({ allow: [server.pair] });
  const until = new Date('2030-01-01T00:00:00Z');
  expect(await fetcher.fetch(sourceOf(server.url), never, async () => ({ status: 'deferred', until }))).toEqual({
    status: 'failed',
    httpStatus: null,
    error: {
      code: 'host-limited',
      message: `fetch ${server.url}: ${server.pair} is to be left alone until 2030-01-01T00:00:00.000Z`,
    },
    limit: null,
  });
  expect(server.connections()).toBe(0);
});

describe('waiting for a place', () => {
  const waiting: Enter = (_, signal) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

  test('counts as part of the fetch', async () => {
    await using fetcher = createFetch({ allowPrivate: true, totalTimeout: 50 });
    expect(await fetcher.fetch(sourceOf('http://127.0.0.1/'), never, waiting)).toMatchObject({
      error: { code: 'timeout', message: 'fetch http://127.0.0.1/: not complete within 0.05 s' },
    });
  });

  test('ends when the caller gives up', async () => {
    const controller = new AbortController();
    await using fetcher = createFetch({ allowPrivate: true });
    const fetched = fetcher.fetch(sourceOf('http://127.0.0.1/'), controller.signal, waiting);
    controller.abort();
    expect(await fetched).toMatchObject({ error: { code: 'cancelled' } });
  });

  test('that ends too late leaves the place again', async () => {
    const controller = new AbortController();
    let leave: (report: HostReport) => void = () => {};
    const left = new Promise<HostReport>((resolve) => {
      leave = resolve;
    });
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    await using fetcher = createFetch({ allowPrivate: true });
    const fetched = fetcher.fetch(sourceOf('http://127.0.0.1/'), controller.signal, async () => {
      await opened;
      return { status: 'granted', leave };
    });
    controller.abort();
    expect(await fetched).toMatchObject({ error: { code: 'cancelled' } });
    open();
    expect(await left).toBe('answered');
  });

  test('that fails, fails the fetch', async () => {
    await using fetcher = createFetch({ allowPrivate: true });
    const fetched = await fetcher.fetch(sourceOf('http://127.0.0.1/'), never, async () => {
      throw new Error('no places');
    });
    expect(fetched).toMatchObject({ error: { code: 'internal', message: 'fetch http://127.0.0.1/: no places' } });
  });
});
