import { describe, expect, test } from 'vitest';
import { createPublicLookup, isPublic } from '../../src/fetch/address.ts';
import { createFetch } from '../../src/fetch/fetch.ts';
import { never, serve, sourceOf } from './server.ts';

const refused = { status: 'failed', httpStatus: null, error: { code: 'refused-address' } };

const fetchOnce = async (url: string, allow: string[] = []) => {
  const ports = [Number(new URL(url).port) || 80];
  await using fetcher = createFetch({ allow, ports, connectTimeout: 500, totalTimeout: 1_000 });
  return await fetcher.fetch(sourceOf(url), never);
};

describe('an address', () => {
  test.each([
    // RFC 1122: this host, this network.
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '100.64.0.1',
    '100.127.255.255',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.1',
    '192.0.0.192',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.255.255',
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '255.255.255.255',
    // What clouds tell their machines: AWS and most others, Alibaba, Azure, AWS by IPv6.
    '169.254.169.254',
    '100.100.100.200',
    '168.63.129.16',
    'fd00:ec2::254',
    '::',
    '::1',
    // IPv4 within IPv6: mapped, compatible, translated, NAT64, 6to4, Teredo, ISATAP.
    '::ffff:127.0.0.1',
    '::ffff:168.63.129.16',
    '::127.0.0.1',
    '::8.8.8.8',
    '::ffff:0:127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b::8.8.8.8',
    '64:ff9b:1::1',
    '64:ff9b:1:ffff::8.8.8.8',
    '2002:7f00:1::',
    '2002:808:808::1',
    '2001:0:7f00:1::',
    '2001::1',
    '2a00:1450::5efe:10.0.0.1',
    '2a00:1450::200:5efe:10.0.0.1',
    'fe80::5efe:10.0.0.1',
    '100::1',
    '2001:2::1',
    '2001:10::1',
    '2001:20::1',
    '2001:db8::1',
    '3fff::1',
    '3fff:fff::1',
    '4000::1',
    '5f00::1',
    'fc00::1',
    'fdff::1',
    'fe80::1',
    'febf::1',
    'fec0::1',
    'feff::1',
    'ff02::1',
  ])('%s is not public', (address) => {
    expect(isPublic(address)).toBe(false);
  });

  test.each([
    '1.1.1.1',
    '8.8.8.8',
    '100.63.255.255',
    '100.128.0.1',
    '168.63.129.17',
    '172.15.255.255',
    '172.32.0.1',
    '192.0.1.1',
    '198.17.255.255',
    '198.20.0.1',
    '223.255.255.255',
    '::ffff:8.8.8.8',
    '2001:4860:4860::8888',
    '2a00:1450:4001:80f::200e',
    '2606:4700::1',
    '3fff:1000::1',
  ])('%s is public', (address) => {
    expect(isPublic(address)).toBe(true);
  });
});

describe('of the addresses of a name', () => {
  /** What a name server says, in place of that of the system. */
  const answering = (...addresses: string[]) =>
    createPublicLookup((_name, _options, callback) =>
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      ),
    );

  const found = (look: ReturnType<typeof answering>, all: boolean) =>
    new Promise((resolve) => look('name.example', { all }, (error, ...rest) => resolve(error ? error.message : rest)));

  test('those that are public alone are dialled', async () => {
    const look = answering('10.0.0.1', '8.8.8.8', '::1', '2606:4700::1');
    expect(await found(look, true)).toEqual([
      [
        { address: '8.8.8.8', family: 4 },
        { address: '2606:4700::1', family: 6 },
      ],
    ]);
    expect(await found(look, false)).toEqual(['8.8.8.8', 4]);
  });

  test('none is dialled if none is public', async () => {
    expect(await found(answering('10.0.0.1', '::1'), true)).toBe('name.example is 10.0.0.1, ::1, not a public address');
  });
});

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
    'LOCALHOST',
    '127.0.0.1.',
    '0177.1',
    '0x7f000001',
    '017700000001',
    '%31%32%37.0.0.1',
    '%6c%6f%63alhost',
    '１２７.０.０.１',
    '127。0。0。1',
    'ⓛocalhost',
    'a@127.0.0.1',
    'example.com:80@127.0.0.1',
    'example.com%23@127.0.0.1',
  ])('as %s', async (host) => {
    await using server = await serve((_, response) => response.end());
    const port = server.pair.split(':')[1];
    expect(await fetchOnce(`http://${host}:${port}/`)).toMatchObject(refused);
    expect(await fetchOnce(`https://${host}:${port}/`)).toMatchObject(refused);
    expect(server.connections()).toBe(0);
  });

  test('as localhost with a dot, which some resolvers do not know', async () => {
    await using server = await serve((_, response) => response.end());
    const port = server.pair.split(':')[1];
    expect(await fetchOnce(`http://localhost.:${port}/`, [`localhost:${port}`])).toMatchObject({
      error: { code: expect.stringMatching(/^(refused-address|dns)$/) },
    });
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
      expect(() => createFetch({ allow: [pair] })).toThrow(
        `create feedlock: fetch.allow has "${pair.replace(/.*@/, '')}", must be host:port pairs`,
      );
    },
  );
});

test('allowPrivate allows every address', async () => {
  await using server = await serve((_, response) => response.end('x'));
  await using fetcher = createFetch({ allowPrivate: true });
  expect(await fetcher.fetch(sourceOf(server.url), never)).toMatchObject({ status: 'modified' });
});

describe('a port', () => {
  test.each([1, 22, 25, 81, 6379, 65535])('%i is refused before anything is looked up', async (port) => {
    await using fetcher = createFetch();
    for (const url of [`http://nowhere.invalid:${port}/`, `https://nowhere.invalid:${port}/`]) {
      expect(await fetcher.fetch(sourceOf(url), never)).toMatchObject({
        ...refused,
        error: {
          code: 'refused-address',
          message: `fetch ${url}: port ${port} of nowhere.invalid is none of 80, 443, 8080, 8443`,
        },
      });
    }
  });

  test.each([
    'http://nowhere.invalid/',
    'https://nowhere.invalid/',
    'http://nowhere.invalid:8443/',
    'https://nowhere.invalid:8080/',
  ])('of %s is dialled', async (url) => {
    await using fetcher = createFetch();
    expect(await fetcher.fetch(sourceOf(url), never)).toMatchObject({ error: { code: 'dns' } });
  });

  test('that is named may be dialled, and no other', async () => {
    await using fetcher = createFetch({ ports: [81] });
    expect(await fetcher.fetch(sourceOf('http://nowhere.invalid:81/'), never)).toMatchObject({
      error: { code: 'dns' },
    });
    expect(await fetcher.fetch(sourceOf('http://nowhere.invalid/'), never)).toMatchObject(refused);
  });

  test('of a redirect is no freer', async () => {
    await using canary = await serve((_, response) => response.end());
    await using server = await serve((_, response) => response.writeHead(302, { location: canary.url }).end());
    await using fetcher = createFetch({ allow: [server.pair] });
    expect(await fetcher.fetch(sourceOf(server.url), never)).toMatchObject(refused);
    expect(canary.connections()).toBe(0);
  });
});
