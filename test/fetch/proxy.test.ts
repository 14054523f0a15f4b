import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, createServer as createTcpServer, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createFetch } from '../../src/fetch/fetch.ts';
import type { FetchOptions, ProxyOptions } from '../../src/fetch/options.ts';
import { createTrust } from '../../src/fetch/trust.ts';
import { createRouter } from '../../src/fetch/way.ts';
import { certificate, trustingAll } from './certificate.ts';
import { listen, never, serve, serveRaw, sourceOf } from './server.ts';

/** A proxy that answers requests itself, and leads every tunnel to one port of loopback. */
const serveProxy = async (onRequest: RequestListener, port = 0, options: { isTls?: boolean } = {}) => {
  const asked: IncomingMessage[] = [];
  const server = options.isTls ? createTlsServer(certificate) : createServer();
  server.on('request', (request, response) => {
    asked.push(request);
    onRequest(request, response);
  });
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    asked.push(request);
    const target = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(target).pipe(socket);
    });
    target.on('error', () => socket.destroy());
    socket.on('error', () => target.destroy());
    socket.on('close', () => target.destroy());
  });
  const listening = await listen(server);
  return { ...listening, url: options.isTls ? listening.url.replace('http:', 'https:') : listening.url, asked };
};

const serveTls = (onRequest: RequestListener) => listen(createTlsServer(certificate, onRequest));

const fetchBy = async (url: string, proxy: ProxyOptions, options: Partial<FetchOptions> = {}, known = {}) => {
  await using fetcher = createFetch({ proxy, totalTimeout: 1_000, ...options });
  return await fetcher.fetch(sourceOf(url, known), never);
};

const portOf = (pair: string) => Number(pair.split(':')[1]);

const failedAs = (code: string, message: RegExp) => ({
  status: 'failed',
  httpStatus: null,
  error: { code, message: expect.stringMatching(message) },
});

describe('an http URL', () => {
  test('is asked for as a whole, and its name is looked up by the proxy', async () => {
    await using proxy = await serveProxy((_, response) => response.end('<rss/>'));
    const fetched = await fetchBy('http://feed.example/feed?a=b', { http: proxy.url }, {}, { credentials: 'ada:pw' });
    expect(fetched).toMatchObject({ status: 'modified', document: { url: 'http://feed.example/feed?a=b' } });
    const [request] = proxy.asked;
    expect(request).toMatchObject({ method: 'GET', url: 'http://feed.example/feed?a=b' });
    expect(request?.headers).toMatchObject({ host: 'feed.example', authorization: 'Basic YWRhOnB3' });
    expect(request?.headers).not.toHaveProperty('proxy-authorization');
  });

  test('keeps its condition', async () => {
    await using proxy = await serveProxy((_, response) => response.writeHead(304).end());
    const fetched = await fetchBy('http://feed.example:8080/', { http: proxy.url }, {}, { etag: '"1"' });
    expect(fetched).toMatchObject({ status: 'unchanged', httpStatus: 304 });
    expect(proxy.asked[0]?.headers).toMatchObject({ host: 'feed.example:8080', 'if-none-match': '"1"' });
  });

  test('is redirected through the proxy', async () => {
    await using proxy = await serveProxy((request, response) =>
      request.url === 'http://a.example/'
        ? response.writeHead(301, { location: 'http://b.example/' }).end()
        : response.end('x'),
    );
    expect(await fetchBy('http://a.example/', { http: proxy.url })).toMatchObject({
      status: 'modified',
      document: { movedTo: 'http://b.example/' },
    });
  });

  test('can be asked for from a proxy that speaks TLS', async () => {
    await using proxy = await serveProxy((_, response) => response.end('x'), 0, { isTls: true });
    const fetched = await trustingAll(() => fetchBy('http://feed.example/', { http: proxy.url }));
    expect(fetched).toMatchObject({ status: 'modified' });
    expect(proxy.asked[0]?.headers.host).toBe('feed.example');
  });

  test('is fetched directly where the proxy is for https alone', async () => {
    await using proxy = await serveProxy((_, response) => response.end('x'));
    expect(await fetchBy('http://nowhere.invalid/', { https: proxy.url })).toMatchObject({ error: { code: 'dns' } });
    expect(proxy.connections()).toBe(0);
  });
});

describe('an https URL', () => {
  test('is fetched through a tunnel, which sees nothing of it', async () => {
    const seen: IncomingMessage[] = [];
    await using server = await serveTls((request, response) => {
      seen.push(request);
      response.end('<rss/>');
    });
    await using proxy = await serveProxy((_, response) => response.end('not me'), portOf(server.pair));
    const withLogin = proxy.url.replace('http://', 'http://me:p%40ss@');
    const known = { credentials: 'ada:pw' };
    const fetched = await trustingAll(() => fetchBy('https://feed.example/feed', { https: withLogin }, {}, known));
    expect(fetched).toMatchObject({ status: 'modified', document: { url: 'https://feed.example/feed' } });
    expect(proxy.asked).toHaveLength(1);
    expect(proxy.asked[0]).toMatchObject({ method: 'CONNECT', url: 'feed.example:443' });
    const basic = `Basic ${Buffer.from('me:p@ss').toString('base64')}`;
    expect(proxy.asked[0]?.headers).toMatchObject({ host: 'feed.example:443', 'proxy-authorization': basic });
    expect(proxy.asked[0]?.headers).not.toHaveProperty('authorization');
    expect(seen[0]?.headers).toMatchObject({ host: 'feed.example', authorization: 'Basic YWRhOnB3' });
    expect(seen[0]?.headers).not.toHaveProperty('proxy-authorization');
  });

  test('uses its tunnel again', async () => {
    await using server = await serveTls((_, response) => response.end('x'));
    await using proxy = await serveProxy((_, response) => response.end(), portOf(server.pair));
    await using fetcher = createFetch({ proxy: { https: proxy.url } });
    await trustingAll(async () => {
      for (const path of ['a', 'b']) {
        const fetched = await fetcher.fetch(sourceOf(`https://feed.example:8443/${path}`), never);
        expect(fetched).toMatchObject({ status: 'modified' });
      }
    });
    expect([proxy.connections(), server.connections(), proxy.asked[0]?.url]).toEqual([1, 1, 'feed.example:8443']);
  });

  test('is fetched through a tunnel of a proxy that speaks TLS', async () => {
    await using server = await serveTls((_, response) => response.end('x'));
    await using proxy = await serveProxy((_, response) => response.end(), portOf(server.pair), { isTls: true });
    const fetched = await trustingAll(() => fetchBy('https://feed.example/', { https: proxy.url }));
    expect(fetched).toMatchObject({ status: 'modified' });
    expect(server.connections()).toBe(1);
  });

  test('is trusted no more than without', async () => {
    await using server = await serveTls((_, response) => response.end('x'));
    await using proxy = await serveProxy((_, response) => response.end(), portOf(server.pair));
    expect(await fetchBy('https://feed.example/', { https: proxy.url })).toMatchObject({ error: { code: 'tls' } });
  });
});

describe('what is refused without a proxy is refused with one, before it is asked', () => {
  test.each([
    'http://127.0.0.1/',
    'http://0x7f.1/',
    'http://[::1]/',
    'https://10.0.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://feed.example:22/',
    'https://feed.example:25/',
  ])('%s', async (url) => {
    await using proxy = await serveProxy((_, response) => response.end('x'));
    const refused = { status: 'failed', error: { code: 'refused-address' } };
    expect(await fetchBy(url, { http: proxy.url, https: proxy.url })).toMatchObject(refused);
    expect(proxy.connections()).toBe(0);
  });

  test('also as the target of a redirect', async () => {
    await using proxy = await serveProxy((_, response) =>
      response.writeHead(302, { location: 'http://192.168.0.1/' }).end(),
    );
    expect(await fetchBy('http://feed.example/', { http: proxy.url })).toMatchObject({
      error: { code: 'refused-address' },
    });
    expect(proxy.asked).toHaveLength(1);
  });
});

test('a pair that is allowed is fetched directly', async () => {
  await using proxy = await serveProxy((_, response) => response.end('x'));
  await using server = await serve((_, response) => response.end('<rss/>'));
  const fetched = await fetchBy(server.url, { http: proxy.url }, { allow: [server.pair] });
  expect(fetched).toMatchObject({ status: 'modified' });
  expect(proxy.connections()).toBe(0);
});

test('the environment names no proxy', async () => {
  await using proxy = await serveProxy((_, response) => response.end('x'));
  for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY']) process.env[name] = proxy.url;
  try {
    await using fetcher = createFetch();
    expect(await fetcher.fetch(sourceOf('http://nowhere.invalid/'), never)).toMatchObject({ error: { code: 'dns' } });
    expect(await fetchBy('https://nowhere.invalid/', { http: proxy.url })).toMatchObject({ error: { code: 'dns' } });
  } finally {
    for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY']) delete process.env[name];
  }
  expect(proxy.connections()).toBe(0);
});

describe('a host without a proxy', () => {
  const trust = createTrust({ allowPrivate: false, allow: [], ports: [] });
  test.each<[noProxy: string, url: string, isDirect: boolean]>([
    ['', 'http://a.example/', false],
    ['*', 'http://a.example/', true],
    ['a.example', 'http://a.example/', true],
    ['A.Example', 'http://a.example/', true],
    ['a.example', 'http://b.a.example/', true],
    ['.a.example', 'http://b.a.example/', true],
    ['*.a.example', 'http://b.a.example/', true],
    ['a.example', 'http://ba.example/', false],
    ['a.example:8080', 'http://a.example:8080/', true],
    ['a.example:8080', 'http://a.example/', false],
    ['a.example:80', 'http://a.example/', true],
    ['b.example, a.example', 'http://a.example/', true],
    ['b.example a.example', 'http://a.example/', true],
    ['8.8.8.8', 'http://8.8.8.8/', true],
    ['8.8.8.0/24', 'http://8.8.8.8/', true],
    ['8.8.8.0/24', 'http://8.8.9.8/', false],
    ['8.8.8.0/24', 'http://a.example/', false],
    ['2606:4700::1', 'http://[2606:4700::1]/', true],
    ['2606:4700::/32', 'http://[2606:4700::1]/', true],
    ['8.0.0.0/8', 'http://[2606:4700::1]/', false],
  ])('by "%s": %s %s', (noProxy, url, isDirect) => {
    const wayTo = createRouter({ proxy: { http: 'proxy.example:3128', noProxy }, maxHeaderBytes: 1 }, trust);
    expect(wayTo(new URL(url), { maxHeaderBytes: 1 }).forwarder).toBe(isDirect ? null : 'proxy.example:3128');
  });
});

describe('a proxy that fails', () => {
  const urls = ['http://feed.example/', 'https://feed.example/'];
  const bothBy = (proxyUrl: string, options: Partial<FetchOptions> = {}) =>
    Promise.all(urls.map((url) => fetchBy(url, { http: proxyUrl, https: proxyUrl }, options)));

  test('because it is not there', async () => {
    const server = createTcpServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    server.close();
    for (const fetched of await bothBy(`http://127.0.0.1:${port}`)) {
      expect(fetched).toMatchObject(failedAs('connect', new RegExp(`: proxy 127.0.0.1:${port}: connect ECONNREFUSED`)));
    }
  });

  test('because it has no address', async () => {
    for (const fetched of await bothBy('http://me:s3cret@nowhere.invalid:3128')) {
      expect(fetched).toMatchObject(failedAs('connect', /: proxy nowhere.invalid:3128: getaddrinfo/));
    }
  });

  test('because it asks for a login', async () => {
    await using proxy = await serveRaw((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n')),
    );
    const wrong = proxy.url.replace('http://', 'http://me:s3cret@');
    for (const fetched of await bothBy(wrong)) {
      expect(fetched).toMatchObject(failedAs('connect', /: proxy 127.0.0.1:\d+: 407 Proxy Authentication Required$/));
      const shown = inspect(fetched, { depth: 12, showHidden: true });
      expect(shown).not.toContain('s3cret');
      expect(shown).not.toContain(Buffer.from('me:s3cret').toString('base64'));
    }
    await proxy.idle();
  });

  test('because it does not reach the server', async () => {
    await using proxy = await serveRaw((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n')),
    );
    const [http, https] = await bothBy(proxy.url);
    expect(http).toMatchObject({ httpStatus: 502, error: { code: 'http-5xx' } });
    expect(https).toMatchObject(failedAs('connect', /: proxy 127.0.0.1:\d+: 502 Bad Gateway$/));
    await proxy.idle();
  });

  test('because it does not speak HTTP', async () => {
    await using proxy = await serveRaw((socket) => socket.once('data', () => socket.end('220 smtp.example\r\n\r\n')));
    for (const fetched of await bothBy(proxy.url)) {
      expect(fetched).toMatchObject({ error: { code: 'bad-response' } });
    }
    await proxy.idle();
  });

  test('because it hangs up', async () => {
    await using proxy = await serveRaw((socket) => socket.once('data', () => socket.destroy()));
    for (const fetched of await bothBy(proxy.url)) {
      expect(fetched).toMatchObject({ error: { code: 'connect' } });
    }
  });

  test('because it says nothing', async () => {
    await using proxy = await serveRaw(() => {});
    const [http, https] = await bothBy(proxy.url, { connectTimeout: 60, headersTimeout: 70 });
    expect(http).toMatchObject(failedAs('timeout', /: no answer within 0.07 s$/));
    expect(https).toMatchObject(failedAs('timeout', /: not connected within 0.06 s$/));
    await proxy.idle();
  });
});

describe('a tunnel that fails', () => {
  const established = 'HTTP/1.1 200 OK\r\n\r\n';
  const through = async (onTunnel: (socket: Socket) => void, options: Partial<FetchOptions> = {}) => {
    await using proxy = await serveRaw((socket) => socket.once('data', () => onTunnel(socket)));
    await using fetcher = createFetch({ proxy: { https: proxy.url }, totalTimeout: 1_000, ...options });
    const fetched = await fetcher.fetch(sourceOf('https://feed.example/'), never);
    await proxy.idle();
    return fetched;
  };

  test('because what comes out is not TLS', async () => {
    const fetched = await through((socket) => {
      socket.write(established);
      socket.once('data', () => socket.write('hello, hello, hello'));
    });
    expect(fetched).toMatchObject({ error: { code: 'tls' } });
  });

  test('because something comes out before anything went in', async () => {
    const fetched = await through((socket) => socket.write(`${established}hello`));
    expect(fetched).toMatchObject(failedAs('bad-response', /: proxy .*: speaks before the server was asked$/));
  });

  test('because nothing comes out', async () => {
    const fetched = await through((socket) => socket.write(established), { connectTimeout: 60 });
    expect(fetched).toMatchObject(failedAs('timeout', /: not connected within 0.06 s$/));
  });

  test('because it ends', async () => {
    const fetched = await through((socket) => {
      socket.write(established);
      socket.once('data', () => socket.resetAndDestroy());
    });
    expect(fetched).toMatchObject({ error: { code: 'connect' } });
  });

  test.each([
    ['the proxy has answered', false],
    ['TLS is spoken', true],
  ])('because the caller gives up before %s', async (_, isOpen) => {
    const controller = new AbortController();
    await using proxy = await serveRaw((socket) =>
      socket.once('data', () => {
        if (!isOpen) return controller.abort();
        socket.write(established);
        socket.once('data', () => controller.abort());
      }),
    );
    await using fetcher = createFetch({ proxy: { https: proxy.url } });
    const fetched = await fetcher.fetch(sourceOf('https://feed.example/'), controller.signal);
    expect(fetched).toMatchObject({ error: { code: 'cancelled' } });
    await proxy.idle();
  });
});
