import { describe, expect, test } from 'vitest';
import { createFetch } from '../../src/fetch/fetch.ts';
import { never, serve, sourceOf } from './server.ts';

const refused = { status: 'failed', httpStatus: null, error: { code: 'refused-address' } };

const fetchOnce = async (url: string, allow: string[] = []) => {
  await using fetcher = createFetch({ allow, connectTimeout: 500, totalTimeout: 1_000 });
  return await fetcher.fetch(sourceOf(url), never);
};

describe('an address that is not public is refused', () => {
  test.each([
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '127.1',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.0.1',
    '100.64.0.1',
    '169.254.169.254',
    '224.0.0.1',
    '255.255.255.255',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b:1::1]',
    '[4000::1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[2001:0:7f00:1::]',
    '[fe80::1]',
    '[fd00::1]',
    '[ff02::1]',
    'localhost',
  ])('as %s', async (host) => {
    await using server = await serve((_, response) => response.end());
    const port = server.pair.split(':')[1];
    expect(await fetchOnce(`http://${host}:${port}/`)).toMatchObject(refused);
    expect(await fetchOnce(`https://${host}:${port}/`)).toMatchObject(refused);
    expect(server.connections()).toBe(0);
  });

  test('with a message that names the URL and the address', async () => {
    expect(await fetchOnce('http://localhost:1/feed')).toMatchObject({
      error: {
        message: expect.stringMatching(/^fetch http:\/\/localhost:1\/feed: localhost is .*, not a public address$/),
      },
    });
  });
});

describe('a pair of host and port that is allowed', () => {
  test('is dialled, in any notation', async () => {
    await using server = await serve((_, response) => response.end('x'));
    const port = server.pair.split(':')[1];
    expect(await fetchOnce(`http://0x7f.1:${port}/`, [server.pair])).toMatchObject({ status: 'modified' });
    expect(await fetchOnce(`${server.url}/`, [`2130706433:${port}`])).toMatchObject({ status: 'modified' });
    expect(await fetchOnce(`http://localhost:${port}/`, [`LocalHost:${port}`])).toMatchObject({ status: 'modified' });
  });

  test('opens no other port and no other host', async () => {
    await using canary = await serve((_, response) => response.end());
    const port = canary.pair.split(':')[1];
    await using server = await serve((request, response) => {
      const location = request.url === '/port' ? `${canary.url}/` : `http://localhost:${port}/`;
      response.writeHead(302, { location }).end();
    });
    expect(await fetchOnce(`${server.url}/port`, [server.pair])).toMatchObject(refused);
    expect(await fetchOnce(`${server.url}/host`, [server.pair, canary.pair])).toMatchObject(refused);
    expect(canary.connections()).toBe(0);
  });

  test.each(['example.com', 'http://example.com:80', 'a:b', ':80', 'host:80/path', 'user@host:80'])(
    'is refused as an option if it is written %s',
    (pair) => {
      expect(() => createFetch({ allow: [pair] })).toThrow(`option allow: expected host:port, got "${pair}"`);
    },
  );
});

test('allowPrivate allows every address', async () => {
  await using server = await serve((_, response) => response.end('x'));
  await using fetcher = createFetch({ allowPrivate: true });
  expect(await fetcher.fetch(sourceOf(server.url), never)).toMatchObject({ status: 'modified' });
});
