import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { expect, test } from 'vitest';
import { createFetch } from '../../src/fetch/fetch.ts';
import { never, serve, sourceOf } from './server.ts';

const digest = (text: string) => createHash('sha256').update(text).digest('hex');

const known = { etag: '"1"', lastModified: 'Mon, 01 Jan 2024 00:00:00 GMT', bodyHash: digest('<rss/>') };

/** What one fetch of a feed that is known brings, and what it asked for. */
const fetchKnown = async (answer: RequestListener, source = {}) => {
  let asked: IncomingHttpHeaders = {};
  await using server = await serve((request, response) => {
    asked = request.headers;
    answer(request, response);
  });
  await using fetcher = createFetch({ allow: [server.pair] });
  const fetched = await fetcher.fetch(sourceOf(server.url, { ...known, ...source }), never);
  return { fetched, asked };
};

test('what is known of the feed is the condition, and 304 keeps it', async () => {
  const { fetched, asked } = await fetchKnown((_, response) => response.writeHead(304).end());
  expect(asked).toMatchObject({ 'if-none-match': known.etag, 'if-modified-since': known.lastModified });
  expect(fetched).toEqual({
    status: 'unchanged',
    httpStatus: 304,
    validators: { etag: known.etag, lastModified: known.lastModified },
  });
});

test('a validator that a 304 names replaces ours', async () => {
  const { fetched } = await fetchKnown((_, response) => response.writeHead(304, { ETag: '"2"' }).end());
  expect(fetched).toMatchObject({ validators: { etag: '"2"', lastModified: known.lastModified } });
});

test('a 304 that nobody asked for is a failure', async () => {
  const { fetched } = await fetchKnown((_, response) => response.writeHead(304).end(), {
    etag: null,
    lastModified: null,
  });
  expect(fetched).toMatchObject({ status: 'failed', httpStatus: 304, error: { code: 'http' } });
});

test('the same body again is unchanged, and brings the validators that came with it', async () => {
  const { fetched } = await fetchKnown((_, response) => response.writeHead(200, { ETag: '"3"' }).end('<rss/>'));
  expect(fetched).toEqual({ status: 'unchanged', httpStatus: 200, validators: { etag: '"3"', lastModified: null } });
});

test('another body is modified', async () => {
  const headers = { 'Content-Type': 'text/xml', 'Last-Modified': 'Tue, 02 Jan 2024 00:00:00 GMT' };
  const { fetched } = await fetchKnown((_, response) => response.writeHead(200, headers).end('<rss></rss>'));
  expect(fetched).toMatchObject({
    status: 'modified',
    document: {
      bytes: Buffer.from('<rss></rss>'),
      contentType: 'text/xml',
      bodyHash: digest('<rss></rss>'),
      validators: { etag: null, lastModified: 'Tue, 02 Jan 2024 00:00:00 GMT' },
      httpStatus: 200,
    },
  });
});

test('a feed that is not known is asked for without a condition', async () => {
  const { asked } = await fetchKnown((_, response) => response.end(), { etag: null, lastModified: null });
  expect(asked).not.toHaveProperty('if-none-match');
  expect(asked).not.toHaveProperty('if-modified-since');
});

test('a validator that no header can hold is not sent', async () => {
  const { fetched, asked } = await fetchKnown((_, response) => response.end('x'), { etag: '"a\r\nHost: b"' });
  expect(asked).not.toHaveProperty('if-none-match');
  expect(fetched.status).toBe('modified');
});

test('an 8-bit validator comes back as it was sent', async () => {
  const { fetched } = await fetchKnown((_, response) => response.writeHead(200, { ETag: '"\xe9"' }).end('x'));
  const etag = fetched.status === 'modified' ? fetched.document.validators.etag : null;
  const { asked } = await fetchKnown((_, response) => response.writeHead(304).end(), { etag });
  expect(asked['if-none-match']).toBe('"\xe9"');
});
