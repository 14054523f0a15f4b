import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Source } from '../../machines/model.ts';
import { createFetch } from '../../src/fetch/fetch.ts';
import { never, serve, serveRaw, sourceOf } from './server.ts';

/** Two origins: `there` may be redirected to. Each request to either is noted. */
const fetchAcross = async (
  route: (path: string, there: string) => string | null,
  known: Partial<Source> | ((there: string) => Partial<Source>) = {},
) => {
  const asked: IncomingMessage[] = [];
  await using there = await serve((request, response) => {
    asked.push(request);
    response.end('<rss/>');
  });
  await using here = await serve((request, response) => {
    asked.push(request);
    const location = route(request.url ?? '', there.url);
    if (location === null) response.end('<rss/>');
    else response.writeHead(Number(request.url?.match(/30\d/)?.[0] ?? 302), { location }).end('moved');
  });
  await using fetcher = createFetch({ allow: [here.pair, there.pair] });
  const fetched = await fetcher.fetch(
    sourceOf(`${here.url}/start`, typeof known === 'function' ? known(there.url) : known),
    never,
  );
  return { fetched, asked, here: here.url, there: there.url };
};

test.each([301, 302, 303, 307, 308])('%s is followed', async (status) => {
  const routes: Record<string, string> = { '/start': `/a/${status}`, [`/a/${status}`]: 'b?x=1#y' };
  const { fetched, here } = await fetchAcross((path) => routes[path] ?? null);
  expect(fetched).toMatchObject({ status: 'modified', document: { url: `${here}/a/b?x=1` } });
});

test('a loop ends after five redirects', async () => {
  const { fetched, asked } = await fetchAcross(() => '/again');
  expect(fetched).toMatchObject({ status: 'failed', error: { code: 'too-many-redirects' } });
  expect(asked).toHaveLength(6);
});

test('a redirect to nowhere is an error of HTTP', async () => {
  const { fetched } = await fetchAcross(() => '');
  expect(fetched).toMatchObject({ status: 'failed', httpStatus: 302, error: { code: 'bad-response' } });
});

test.each(['ftp://example.com/feed', 'file:///etc/passwd', 'http://', 'http://a:99999/'])(
  'a redirect to %s is refused',
  async (location) => {
    const { fetched } = await fetchAcross(() => location);
    expect(fetched).toMatchObject({ status: 'failed', error: { code: 'bad-url' } });
  },
);

test('the condition is for the URL that the validators are of, wherever that is, and for no other', async () => {
  const known = { etag: '"1"', lastModified: 'Mon, 01 Jan 2024 00:00:00 GMT' };
  const conditions = async (answeredBy: (there: string) => string | null) => {
    const { asked } = await fetchAcross(
      (_, there) => `${there}/feed`,
      (there) => ({ ...known, answeredBy: answeredBy(there) }),
    );
    return asked.map(({ headers }) => [headers['if-none-match'], headers['if-modified-since']]);
  };
  const none = [undefined, undefined];
  expect(await conditions((there) => `${there}/feed`)).toEqual([none, [known.etag, known.lastModified]]);
  expect(await conditions((there) => `${there}/another`)).toEqual([none, none]);
  expect(await conditions(() => null)).toEqual([none, none]);
});

test('credentials stay with the origin that they are for', async () => {
  const routes = (path: string, there: string) => (path === '/start' ? '/next' : `${there}/feed`);
  const { fetched, asked } = await fetchAcross(routes, { credentials: 'ada:s3cret' });
  const basic = `Basic ${Buffer.from('ada:s3cret').toString('base64')}`;
  expect(asked.map(({ headers }) => headers.authorization)).toEqual([basic, basic, undefined]);
  expect(fetched.status).toBe('modified');
});

test('credentials in a Location are not used', async () => {
  const { fetched, asked, there } = await fetchAcross((_, url) => url.replace('http://', 'http://eve:pw@'));
  expect(asked[1]?.headers.authorization).toBeUndefined();
  expect(fetched).toMatchObject({ document: { url: `${there}/` } });
});

test('an error behind a redirect names both URLs', async () => {
  await using server = await serve((request, response) =>
    request.url === '/start' ? response.writeHead(301, { location: '/gone' }).end() : response.writeHead(404).end(),
  );
  await using fetcher = createFetch({ allow: [server.pair] });
  expect(await fetcher.fetch(sourceOf(`${server.url}/start`), never)).toMatchObject({
    httpStatus: 404,
    error: { message: `fetch ${server.url}/start: 404 Not Found at ${server.url}/gone` },
  });
});

/** Follows `/0`, `/1` and so on, each redirected with the next status, and ends with the last. */
const fetchAlong = async (statuses: number[], source: Partial<Source> = {}) => {
  await using server = await serve((request, response) => {
    const at = Number(request.url?.slice(1));
    const status = statuses[at] ?? 200;
    const location = at < statuses.length - 1 ? { location: `http://ada:pw@${server.pair}/${at + 1}#top` } : {};
    response.writeHead(status, location).end(status === 200 ? '<rss/>' : undefined);
  });
  await using fetcher = createFetch({ allow: [server.pair] });
  const answeredBy = `${server.url}/${statuses.length - 1}`;
  const known = sourceOf(`${server.url}/0`, { answeredBy, ...source });
  return { fetched: await fetcher.fetch(known, never), url: server.url };
};

describe('where a feed has moved to', () => {
  test.each<[statuses: number[], moved: string | null]>([
    [[200], null],
    [[301, 200], '/1'],
    [[308, 200], '/1'],
    [[301, 308, 301, 200], '/3'],
    [[302, 200], null],
    [[303, 200], null],
    [[307, 200], null],
    [[301, 302, 200], null],
    [[307, 308, 200], null],
  ])('after %j: %s', async (statuses, moved) => {
    const { fetched, url } = await fetchAlong(statuses);
    const movedTo = moved && url + moved;
    expect(fetched).toMatchObject({ status: 'modified', document: { movedTo } });
  });

  test('is told by a 304 and by the same body too', async () => {
    const known = await fetchAlong([301, 304], { etag: '"1"' });
    expect(known.fetched).toMatchObject({ status: 'unchanged', httpStatus: 304, movedTo: `${known.url}/1` });
    const bodyHash = createHash('sha256').update('<rss/>').digest('hex');
    const same = await fetchAlong([308, 200], { bodyHash });
    expect(same.fetched).toMatchObject({ status: 'unchanged', httpStatus: 200, movedTo: `${same.url}/1` });
  });

  test('is nowhere, if the way leads back', async () => {
    let isFirst = true;
    const { fetched } = await fetchAcross((path) => {
      if (path !== '/start') return '/start';
      const location = isFirst ? '/301' : null;
      isFirst = false;
      return location;
    });
    expect(fetched).toMatchObject({ status: 'modified', document: { movedTo: null } });
  });
});

describe('a 410', () => {
  test.each([[[410]], [[301, 410]], [[308, 301, 410]]])('after %j means that the feed is gone', async (statuses) => {
    expect((await fetchAlong(statuses)).fetched).toMatchObject({ status: 'gone', httpStatus: 410 });
  });

  test.each([[[302, 410]], [[301, 307, 410]]])('after %j is a failure', async (statuses) => {
    expect((await fetchAlong(statuses)).fetched).toMatchObject({ status: 'failed', error: { code: 'http-4xx' } });
  });
});

describe('a Location', () => {
  /** The path that a redirect to it asks for. */
  const askedFor = async (location: string, options = {}) => {
    const asked: string[] = [];
    await using server = await serve((request, response) => {
      asked.push(request.url ?? '');
      if (asked.length > 1) return void response.end('x');
      response.socket?.end(`HTTP/1.1 302 Found\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`, 'latin1');
    });
    await using fetcher = createFetch({ allow: [server.pair], ...options });
    const fetched = await fetcher.fetch(sourceOf(`${server.url}/a/b?c`), never);
    return fetched.status === 'failed' ? fetched.error : asked[1];
  };

  test.each([
    ['d', '/a/d'],
    ['?d', '/a/b?d'],
    ['../d', '/d'],
    [Buffer.from('/café').toString('latin1'), '/caf%C3%A9'],
    [Buffer.from('/猫?猫').toString('latin1'), '/%E7%8C%AB?%E7%8C%AB'],
    ['/caf\xe9', '/caf%E9'],
    ['/a b', '/a%20b'],
    ['/a\tb', '/ab'],
    ['\\d\\e', '/d/e'],
    ['/%zz', '/%zz'],
    [`/${'x'.repeat(10_000)}`, `/${'x'.repeat(10_000)}`],
  ])('is resolved as browsers do: %j', async (location, path) => {
    expect(await askedFor(location)).toBe(path);
  });

  test('that names several places is none', async () => {
    expect(await askedFor('/c\r\nLocation: /d')).toMatchObject({ code: 'bad-response' });
    expect(await askedFor('/c\r\nLocation: /c')).toBe('/c');
  });

  test('that is too long is refused', async () => {
    expect(await askedFor(`/${'x'.repeat(16_384)}`, { maxHeaderBytes: 32_768 })).toMatchObject({ code: 'bad-url' });
  });

  test.each([
    'http://eve:s3cret@[bad/',
    'http://eve:s3cret@:99999/',
    'ftp://eve:s3cret@a/',
    '//eve:s3cret@[',
    'http://eve:s3c/ret@',
  ])('shows no credentials when it is refused: %s', async (location) => {
    const error = await askedFor(location);
    expect(error).toMatchObject({ code: 'bad-url' });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/eve|s3c/);
  });
});

test('a URL of 10,000 characters is fetched, and one of 17,000 is not', async () => {
  await using server = await serve((_, response) => response.end('x'), { maxHeaderSize: 65_536 });
  await using fetcher = createFetch({ allow: [server.pair] });
  const fetchAt = (length: number) => fetcher.fetch(sourceOf(`${server.url}/${'x'.repeat(length)}`), never);
  expect(await fetchAt(10_000)).toMatchObject({ status: 'modified' });
  expect(await fetchAt(17_000)).toMatchObject({ error: { code: 'bad-url' } });
});

test('a page that refreshes itself is not followed', async () => {
  const page = '<meta http-equiv="refresh" content="0; url=/feed">';
  await using server = await serve((_, response) => response.setHeader('refresh', '0; url=/feed').end(page));
  await using fetcher = createFetch({ allow: [server.pair] });
  expect(await fetcher.fetch(sourceOf(`${server.url}/page`), never)).toMatchObject({
    document: { url: `${server.url}/page` },
  });
});

test('a cookie is neither kept nor sent', async () => {
  const cookies: (string | undefined)[] = [];
  await using server = await serve((request, response) => {
    cookies.push(request.headers.cookie);
    response.setHeader('Set-Cookie', 'a=b');
    if (request.url === '/a') response.writeHead(302, { location: '/b' }).end();
    else response.end('x');
  });
  await using fetcher = createFetch({ allow: [server.pair] });
  await fetcher.fetch(sourceOf(`${server.url}/a`), never);
  await fetcher.fetch(sourceOf(`${server.url}/b`), never);
  expect(cookies).toEqual([undefined, undefined, undefined]);
});

test('no failure shows the credentials of a feed, however deep one looks', async () => {
  await using server = await serveRaw((socket) => socket.once('data', () => socket.end('no HTTP')));
  await using fetcher = createFetch({ allow: [server.pair], totalTimeout: 500 });
  const withLogin = server.url.replace('http://', 'http://ada:s3cret@');
  for (const url of [
    server.url,
    withLogin,
    `${withLogin}:99999`,
    server.url.replace('http:', 'https:'),
    withLogin.replace(/\d+$/, '1'),
  ]) {
    const fetched = await fetcher.fetch(sourceOf(url, { credentials: 'ada:s3cret' }), never);
    expect(fetched).toMatchObject({ status: 'failed' });
    const shown = inspect(fetched, { depth: 12, showHidden: true });
    expect(shown).not.toContain('s3cret');
    expect(shown).not.toContain(Buffer.from('ada:s3cret').toString('base64'));
  }
});
