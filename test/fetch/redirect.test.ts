import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import type { Source } from '../../machines/model.ts';
import { createFetch } from '../../src/fetch/fetch.ts';
import { never, serve, sourceOf } from './server.ts';

/** Two origins: `there` may be redirected to. Each request to either is noted. */
const fetchAcross = async (route: (path: string, there: string) => string | null, known: Partial<Source> = {}) => {
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
  const fetched = await fetcher.fetch(sourceOf(`${here.url}/start`, known), never);
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
  expect(fetched).toMatchObject({ status: 'failed', httpStatus: 302, error: { code: 'http' } });
});

test.each(['ftp://example.com/feed', 'file:///etc/passwd', 'http://', 'http://a:99999/'])(
  'a redirect to %s is refused',
  async (location) => {
    const { fetched } = await fetchAcross(() => location);
    expect(fetched).toMatchObject({ status: 'failed', error: { code: 'bad-url' } });
  },
);

test('the condition is sent to every hop, as the answer of the last one decides', async () => {
  const { asked } = await fetchAcross((_, there) => `${there}/feed`, { etag: '"1"' });
  expect(asked.map(({ headers }) => headers['if-none-match'])).toEqual(['"1"', '"1"']);
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
    request.url === '/start' ? response.writeHead(301, { location: '/gone' }).end() : response.writeHead(410).end(),
  );
  await using fetcher = createFetch({ allow: [server.pair] });
  expect(await fetcher.fetch(sourceOf(`${server.url}/start`), never)).toMatchObject({
    httpStatus: 410,
    error: { message: `fetch ${server.url}/start: 410 Gone at ${server.url}/gone` },
  });
});
