import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
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
    url: expect.stringMatching(/^http:/),
    httpStatus: 304,
    validators: { etag: known.etag, lastModified: known.lastModified },
    freshFor: null,
    movedTo: null,
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
  expect(fetched).toMatchObject({ status: 'failed', httpStatus: 304, error: { code: 'bad-response' } });
});

test('the same body again is unchanged, and brings the validators that came with it', async () => {
  const { fetched } = await fetchKnown((_, response) => response.writeHead(200, { ETag: '"3"' }).end('<rss/>'));
  expect(fetched).toMatchObject({
    status: 'unchanged',
    httpStatus: 200,
    validators: { etag: '"3"', lastModified: null },
  });
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

test('an answer that has expired keeps its validators', async () => {
  const headers = { ETag: '"4"', Expires: '0' };
  const { fetched } = await fetchKnown((_, response) => response.writeHead(200, headers).end('<rss></rss>'));
  expect(fetched).toMatchObject({ document: { freshFor: 0, validators: { etag: '"4"', lastModified: null } } });
});

test('a weak validator comes back as it was sent', async () => {
  const { fetched } = await fetchKnown((_, response) => response.writeHead(304, { ETag: 'W/"5"' }).end());
  expect(fetched).toMatchObject({ validators: { etag: 'W/"5"' } });
  const { asked } = await fetchKnown((_, response) => response.writeHead(304).end(), { etag: 'W/"5"' });
  expect(asked['if-none-match']).toBe('W/"5"');
});

test('how long a feed is fresh is told by the answer at hand', async () => {
  const headers = { 'Cache-Control': 'max-age=60' };
  const unchanged = await fetchKnown((_, response) => response.writeHead(304, headers).end());
  expect(unchanged.fetched).toMatchObject({ status: 'unchanged', httpStatus: 304, freshFor: 60_000 });
  const same = await fetchKnown((_, response) => response.writeHead(200, headers).end('<rss/>'));
  expect(same.fetched).toMatchObject({ status: 'unchanged', httpStatus: 200, freshFor: 60_000 });
  const modified = await fetchKnown((_, response) => response.writeHead(200, headers).end('<rss></rss>'));
  expect(modified.fetched).toMatchObject({ document: { freshFor: 60_000 } });
});

describe('new entries alone', () => {
  const delta = { ETag: '"6"', IM: 'feed' };
  const withDelta = (source = {}, headers: Record<string, string> = delta, body = '<rss/>') =>
    fetchKnown((_, response) => response.writeHead(226, headers).end(body), source);

  test('are asked for where a body is known by its tag', async () => {
    const { asked } = await withDelta();
    expect(asked['a-im']).toBe('feed');
    const untagged = await withDelta({ etag: null });
    expect(untagged.asked).not.toHaveProperty('a-im');
  });

  test('are a document, never taken for the whole', async () => {
    // The delta has the very bytes of the body that is known.
    const { fetched } = await withDelta();
    expect(fetched).toMatchObject({ status: 'modified', document: { httpStatus: 226, validators: { etag: '"6"' } } });
    const bodyHash = fetched.status === 'modified' ? fetched.document.bodyHash : '';
    expect(bodyHash).toMatch(/^[0-9a-f]{64}$/);
    expect(bodyHash).not.toBe(known.bodyHash);
    const whole = await fetchKnown((_, response) => response.end('<rss/>'), { bodyHash });
    expect(whole.fetched.status).toBe('modified');
    const again = await withDelta({ bodyHash });
    expect(again.fetched).toMatchObject({ status: 'unchanged', httpStatus: 226 });
  });

  test('are refused if nobody asked for them, or if more was done to them', async () => {
    const refused = { status: 'failed', httpStatus: 226, error: { code: 'bad-response' } };
    expect((await withDelta({ etag: null })).fetched).toMatchObject(refused);
    expect((await withDelta({}, { IM: 'diffe' })).fetched).toMatchObject(refused);
    expect((await withDelta({}, { IM: 'feed, gzip' })).fetched).toMatchObject(refused);
  });

  test('are believed to be such without a word', async () => {
    expect((await withDelta({}, {})).fetched).toMatchObject({ status: 'modified' });
  });
});

test('a 304 after a condition that could not be sent was not asked for', async () => {
  const { fetched } = await fetchKnown((_, response) => response.writeHead(304).end(), {
    etag: '"\n"',
    lastModified: null,
  });
  expect(fetched).toMatchObject({ status: 'failed', error: { code: 'bad-response' } });
});
