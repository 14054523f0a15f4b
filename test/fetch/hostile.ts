import type { Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { FailureCode, Limits, Source } from '../../machines/model.ts';

/** What a server does, and what is to come of it. */
export interface Behaviour {
  name: string;
  /** Called with each connection. `port`: of a server on loopback that must not be asked anything. */
  act(socket: Socket, port: number): void;
  expected: Expected;
  isTls?: boolean;
  known?: Partial<Source>;
  limits?: Partial<Limits>;
}

/** The status of HTTP is null where no whole answer came. */
export type Expected =
  | { status: 'modified'; httpStatus: number; text: string }
  | { status: 'unchanged' | 'gone'; httpStatus: number }
  | { status: 'failed'; httpStatus: number | null; code: FailureCode; waitMs?: number };

type Act = Behaviour['act'];
type Piece = string | Buffer;

const bytesOf = (pieces: Piece[]): Buffer =>
  Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece)));

/** Says something to each request, and keeps the connection. */
const says =
  (...pieces: Piece[]): Act =>
  (socket) =>
    socket.on('data', () => socket.write(bytesOf(pieces)));

const ends =
  (...pieces: Piece[]): Act =>
  (socket) =>
    socket.once('data', () => socket.end(bytesOf(pieces)));

/** What was said has to arrive before the reset does. */
const resets =
  (...pieces: Piece[]): Act =>
  (socket) =>
    socket.once('data', () => socket.write(bytesOf(pieces), () => setTimeout(() => socket.resetAndDestroy(), 20)));

/** Says something, and then the same again and again. */
const drips =
  (first: Piece, more: Piece, every = 10): Act =>
  (socket) =>
    socket.once('data', () => {
      socket.write(bytesOf([first]));
      const drip = setInterval(() => socket.write(bytesOf([more])), every);
      socket.once('close', () => clearInterval(drip));
    });

const flood = (socket: Socket, more: Piece) => {
  const piece = bytesOf([more]);
  const go = () => socket.destroyed || socket.write(piece, () => setImmediate(go));
  go();
};

/** Says something, and then the same as fast as it is taken. */
const floods =
  (first: Piece, more: Piece): Act =>
  (socket) =>
    socket.once('data', () => {
      socket.write(bytesOf([first]));
      flood(socket, more);
    });

/** Answers each request with the next, and then with the last. */
const inTurn = (...answers: Piece[]): Act => {
  let at = 0;
  return (socket) =>
    socket.on('data', () => {
      socket.write(bytesOf([answers[Math.min(at, answers.length - 1)] ?? '']));
      at += 1;
    });
};

const feed = '<rss version="2.0"/>';
const reply = (status: string, headers: string[] = [], body: Piece = ''): Buffer =>
  bytesOf([[`HTTP/1.1 ${status}`, ...headers, `Content-Length: ${body.length}`, '', ''].join('\r\n'), body]);
const ok = (headers: string[] = [], body: Piece = feed) => reply('200 OK', headers, body);
const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
const encoded = (encoding: string, body: Piece) => says(ok([`Content-Encoding: ${encoding}`], body));

const modified = (text: string = feed): Expected => ({ status: 'modified', httpStatus: 200, text });
const failed = (code: FailureCode, httpStatus: number | null = null): Expected => ({
  status: 'failed',
  httpStatus,
  code,
});

type Row = [name: string, act: Act, expected: Expected, rest?: Partial<Behaviour>];

const slow: Row[] = [
  ['floods with an extension of a chunk', floods(`${chunked}1;a=`, 'x'.repeat(10_000)), failed('timeout')],
  ['floods with a reason phrase', floods('HTTP/1.1 200 ', 'x'.repeat(10_000)), failed('timeout')],
  ['says nothing', () => {}, failed('timeout')],
  ['is slow to say HTTP', drips('HTTP/1.', ''), failed('timeout')],
  ['never ends its status line', drips('HTTP/1.1 200 ', 'x'), failed('timeout')],
  ['never ends a header', drips('HTTP/1.1 200 OK\r\nX: ', 'y'), failed('timeout')],
  ['never ends its headers', drips('HTTP/1.1 200 OK\r\n', 'X: y\r\n'), failed('timeout')],
  ['drips a body that has a length', drips('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n', 'x'), failed('timeout')],
  ['drips a body that has none', drips('HTTP/1.1 200 OK\r\n\r\n', 'x'), failed('timeout')],
  ['drips chunks', drips(chunked, '1\r\nx\r\n'), failed('timeout')],
  ['drips an extension of a chunk', drips(`${chunked}1;a=`, 'x'), failed('timeout')],
  ['drips trailers', drips(`${chunked}0\r\n`, 'X: y\r\n'), failed('timeout')],
  ['drips interim answers', drips('', 'HTTP/1.1 103 Early Hints\r\n\r\n'), failed('timeout')],
  ['is processing for ever', drips('', 'HTTP/1.1 102 Processing\r\n\r\n', 50), failed('timeout')],
  ['stops in the middle of the body', says('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss'), failed('timeout')],
  ['stops between chunks', says(`${chunked}4\r\n<rss\r\n`), failed('timeout')],
  ['drips an error page', drips('HTTP/1.1 404 Not Found\r\n\r\n', 'x'), failed('http-4xx', 404)],
  ['never ends a handshake', () => {}, failed('timeout'), { isTls: true }],
];

const endless: Row[] = [
  ['floods with a body', floods('HTTP/1.1 200 OK\r\n\r\n', 'x'.repeat(10_000)), failed('too-large')],
  ['floods with chunks', floods(chunked, `2710\r\n${'x'.repeat(10_000)}\r\n`), failed('too-large')],
  ['floods with tiny chunks', floods(chunked, '1\r\nx\r\n'.repeat(20_000)), failed('too-large')],
  ['floods with headers', floods('HTTP/1.1 200 OK\r\n', 'X: y\r\n'.repeat(20_000)), failed('too-large')],
  ['floods with one header', floods('HTTP/1.1 200 OK\r\nX: ', 'y'.repeat(10_000)), failed('too-large')],
  ['floods with trailers', floods(`${chunked}0\r\n`, 'X: y\r\n'.repeat(20_000)), failed('too-large')],
  [
    'floods with interim answers',
    floods('', 'HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n'.repeat(2_000)),
    failed('too-large'),
  ],
  ['floods with an error page', floods('HTTP/1.1 500 No\r\n\r\n', 'x'.repeat(10_000)), failed('http-5xx', 500)],
  ['has 1 MB of headers', says(ok([`X: ${'y'.repeat(1_000_000)}`])), failed('too-large')],
  ['has 20 KB of headers', says(ok([`X: ${'y'.repeat(20_000)}`])), failed('too-large')],
  ['has 10,000 headers', says(ok(Array.from({ length: 10_000 }, (_, at) => `X-${at}: y`))), failed('too-large')],
  ['has 100,000 headers', says(ok(Array(100_000).fill('X: y'))), failed('too-large')],
];

const lengths: Row[] = [
  ['announces more than comes', ends('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss/>'), failed('bad-response')],
  [
    'announces more than comes, and closes',
    ends('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 100\r\n\r\n<rss/>'),
    failed('bad-response'),
  ],
  ['announces less than comes', says(`HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<rss/>${feed}`), modified('<rss/>')],
  ['announces a negative length', says('HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n'), failed('bad-response')],
  [
    'announces a length with a sign',
    says('HTTP/1.1 200 OK\r\nContent-Length: +6\r\n\r\n<rss/>'),
    failed('bad-response'),
  ],
  ['announces a length in hex', says('HTTP/1.1 200 OK\r\nContent-Length: 0x6\r\n\r\n<rss/>'), failed('bad-response')],
  ['announces a length in words', says('HTTP/1.1 200 OK\r\nContent-Length: six\r\n\r\n<rss/>'), failed('bad-response')],
  ['announces the same length twice', says(ok([`Content-Length: ${feed.length}`])), failed('bad-response')],
  ['announces two lengths', says(ok(['Content-Length: 3'])), failed('bad-response')],
  [
    'announces a list of lengths',
    says('HTTP/1.1 200 OK\r\nContent-Length: 6, 6\r\n\r\n<rss/>'),
    failed('bad-response'),
  ],
  ['announces more than is taken', says('HTTP/1.1 200 OK\r\nContent-Length: 200001\r\n\r\n'), failed('too-large')],
  ['announces 10^18 bytes', says(`HTTP/1.1 200 OK\r\nContent-Length: 1${'0'.repeat(18)}\r\n\r\n`), failed('too-large')],
  [
    'announces more bytes than can be counted',
    says(`HTTP/1.1 200 OK\r\nContent-Length: ${'9'.repeat(40)}\r\n\r\n`),
    failed('bad-response'),
  ],
  [
    'has both a length and chunks',
    says(`HTTP/1.1 200 OK\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<rss/>\r\n0\r\n\r\n`),
    failed('bad-response'),
  ],
  [
    'has chunks within chunks',
    says('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n6\r\n<rss/>\r\n0\r\n\r\n'),
    modified('<rss/>'),
  ],
  [
    'has an encoding of transfer that nobody knows',
    ends('HTTP/1.1 200 OK\r\nTransfer-Encoding: zip\r\n\r\n<rss/>'),
    modified('<rss/>'),
  ],
  ['has a size of a chunk that is none', says(`${chunked}zz\r\n<rss/>\r\n0\r\n\r\n`), failed('bad-response')],
  ['has a negative size of a chunk', says(`${chunked}-6\r\n<rss/>\r\n0\r\n\r\n`), failed('bad-response')],
  [
    'has a size of a chunk that cannot be counted',
    says(`${chunked}${'f'.repeat(20)}\r\n<rss/>`),
    failed('bad-response'),
  ],
  ['has a chunk without an end', says(`${chunked}6\r\n<rss/>XX0\r\n\r\n`), failed('bad-response')],
  ['has no last chunk', ends(`${chunked}6\r\n<rss/>\r\n`), failed('bad-response')],
  [
    'has no last chunk, and closes',
    ends('HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<rss/>\r\n'),
    failed('bad-response'),
  ],
  ['has less in a chunk than it says', ends(`${chunked}ff\r\n<rss/>\r\n0\r\n\r\n`), failed('bad-response')],
  ['has trailers', says(`${chunked}6\r\n<rss/>\r\n0\r\nX: y\r\n\r\n`), modified('<rss/>')],
  [
    'has trailers that contradict it',
    says(`${chunked}6\r\n<rss/>\r\n0\r\nContent-Length: 3\r\n\r\n`),
    failed('bad-response'),
  ],
  ['has extensions of chunks', says(`${chunked}6;a="b;c"\r\n<rss/>\r\n0\r\n\r\n`), modified('<rss/>')],
  ['speaks HTTP/1.0 and says no length', ends('HTTP/1.0 200 OK\r\n\r\n', feed), modified()],
  ['says no length', ends('HTTP/1.1 200 OK\r\n\r\n', feed), modified()],
  ['adds garbage to its body', says(ok(), 'garbage'), modified()],
  ['answers twice', says(ok(), reply('200 OK', [], '<evil/>')), modified()],
  ['answers before it is asked', (socket) => socket.write(ok()), modified()],
];

const zeros = Buffer.alloc(50_000_000);
const blanks = Buffer.alloc(8_000_000, ' ');

/** Each is some KB that would become tens of MB. */
const bombs: Row[] = [
  ['sends a bomb of gzip', encoded('gzip', gzipSync(zeros)), failed('too-large', 200)],
  ['sends a bomb of Brotli', encoded('br', brotliCompressSync(zeros)), failed('too-large', 200)],
  ['sends a bomb of deflate', encoded('deflate', deflateSync(zeros)), failed('too-large', 200)],
  ['sends a bomb of raw deflate', encoded('deflate', deflateRawSync(zeros)), failed('too-large', 200)],
  ['sends a bomb in a bomb', encoded('gzip, gzip', gzipSync(gzipSync(zeros))), failed('too-large', 200)],
  [
    'sends a bomb in a bomb in a bomb',
    encoded('gzip, br, deflate', deflateSync(brotliCompressSync(gzipSync(zeros)))),
    failed('too-large', 200),
  ],
];

const encodings: Row[] = [
  [
    'sends blanks, well compressed',
    encoded('gzip', gzipSync(blanks)),
    failed('too-large', 200),
    { limits: { maxBytes: 10_000_000 } },
  ],
  ['names four encodings', encoded('gzip, gzip, gzip, gzip', feed), failed('bad-encoding', 200)],
  ['names a thousand encodings', encoded(Array(1_000).fill('br').join(), feed), failed('bad-encoding', 200)],
  ['cuts gzip short', encoded('gzip', gzipSync(feed).subarray(0, -8)), modified()],
  [
    'sends broken gzip',
    encoded('gzip', Buffer.concat([gzipSync(feed).subarray(0, 10), Buffer.alloc(50, 0xff)])),
    failed('bad-encoding', 200),
  ],
  [
    'adds garbage to gzip',
    encoded('gzip', Buffer.concat([gzipSync(feed), Buffer.from('garbage')])),
    failed('bad-encoding', 200),
  ],
  ['sends gzip in two parts', encoded('gzip', Buffer.concat([gzipSync('<rss'), gzipSync('/>')])), modified('<rss/>')],
  ['calls text gzip', encoded('gzip', feed), modified()],
  ['calls text Brotli', encoded('br', feed), failed('bad-encoding', 200)],
  ['calls text deflate', encoded('deflate', feed), failed('bad-encoding', 200)],
  ['calls text zstd', encoded('zstd', feed), failed('bad-encoding', 200)],
  ['calls gzip Brotli', encoded('br', gzipSync(feed)), failed('bad-encoding', 200)],
  ['calls text by no encoding', encoded('utf-8', feed), modified()],
  ['calls text by an empty encoding', encoded(' , ,', feed), modified()],
  ['compresses nothing', encoded('gzip', gzipSync('')), failed('empty-body', 200)],
  [
    'names its encoding twice',
    says(ok(['Content-Encoding: gzip', 'Content-Encoding: br'], brotliCompressSync(gzipSync(feed)))),
    modified(),
  ],
];

const redirect = (location: string, status = '302 Found') =>
  reply(status, [`Location: ${location}`, 'Connection: close']);
const to = (location: string) => inTurn(redirect(location), ok());
const toCanary =
  (form: (port: number) => string): Act =>
  (socket, port) =>
    socket.on('data', () => socket.write(redirect(form(port))));

const redirects: Row[] = [
  ['redirects to itself', says(redirect('/')), failed('too-many-redirects')],
  ['redirects to itself, relatively', says(redirect('?')), failed('too-many-redirects')],
  [
    'redirects in a circle',
    inTurn(redirect('/a'), redirect('/b'), redirect('/a'), redirect('/b'), redirect('/a'), redirect('/b')),
    failed('too-many-redirects'),
  ],
  ['redirects to ever longer places', says(redirect('a/')), failed('too-many-redirects')],
  [
    'redirects until a cookie comes back',
    says(reply('302 Found', ['Location: /', 'Set-Cookie: seen=1'])),
    failed('too-many-redirects'),
  ],
  ['redirects nowhere', says(reply('302 Found')), failed('bad-response', 302)],
  ['redirects to nothing', says(redirect('')), failed('bad-response', 302)],
  ['redirects to a blank', says(redirect('   ')), failed('bad-response', 302)],
  ['redirects to two places', says(reply('302 Found', ['Location: /a', 'Location: /b'])), failed('bad-response', 302)],
  ['redirects to one place twice', inTurn(reply('302 Found', ['Location: /a', 'Location: /a']), ok()), modified()],
  ['redirects to 8-bit characters', to(Buffer.from('/é').toString('latin1')), modified()],
  ['redirects to a line break', to('/%0d%0aHost:%20evil'), modified()],
  ['redirects to a long place', to(`/${'x'.repeat(10_000)}`), modified()],
  [
    'redirects with an endless body',
    (socket) =>
      socket.once('data', (asked) => {
        if (`${asked}`.startsWith('GET /a')) return void socket.write(ok());
        socket.write('HTTP/1.1 302 Found\r\nLocation: /a\r\n\r\n');
        flood(socket, 'x'.repeat(10_000));
      }),
    modified(),
  ],
  ['gives choices', says(reply('300 Multiple Choices', ['Location: /a'])), failed('bad-response', 300)],
  [
    'wants a proxy to be used',
    says(reply('305 Use Proxy', ['Location: http://evil.example/'])),
    failed('bad-response', 305),
  ],
  [
    'redirects by HTML',
    says(ok([], '<meta http-equiv="refresh" content="0;url=/a">')),
    modified('<meta http-equiv="refresh" content="0;url=/a">'),
  ],
  ['redirects by the header Refresh', says(ok(['Refresh: 0; url=http://127.0.0.1/'])), modified()],
  ...[
    'file:///etc/passwd',
    'ftp://127.0.0.1/',
    'javascript:alert(1)',
    'data:text/xml,<rss/>',
    'gopher://127.0.0.1:70/_x',
    'about:blank',
    'blob:http://127.0.0.1/x',
    'http://',
    'http://a b/',
    'http://127.0.0.1:99999/',
    'http://[::1',
    'http://%00/',
    'http://a%2fb/',
    'dict://127.0.0.1:11211/stats',
    'ldap://127.0.0.1/',
    'jar:http://127.0.0.1!/',
    'view-source:http://127.0.0.1/',
  ].map((location): Row => [`redirects to ${location}`, to(location), failed('bad-url')]),
  ...Object.entries<(port: number) => string>({
    'another port': (port) => `http://127.0.0.1:${port}/`,
    'another port, relatively': (port) => `//127.0.0.1:${port}/`,
    'another port, by backslashes': (port) => `http:\\\\127.0.0.1:${port}\\`,
    'another port without slashes': (port) => `https:127.0.0.1:${port}`,
    'another port by TLS': (port) => `https://127.0.0.1:${port}/`,
    'a decimal address': (port) => `http://2130706433:${port}/`,
    'a hexadecimal address': (port) => `http://0x7f000001:${port}/`,
    'an octal address': (port) => `http://0177.0.0.01:${port}/`,
    'a short address': (port) => `http://127.1:${port}/`,
    'an address in mixed notation': (port) => `http://0x7f.0.01:${port}/`,
    'an escaped address': (port) => `http://%31%32%37.0.0.1:${port}/`,
    'an address in wide digits': (port) => Buffer.from(`http://１２７.0.0.1:${port}/`).toString('latin1'),
    'an address with a dot': (port) => `http://127.0.0.1.:${port}/`,
    'an address behind a name': (port) => `http://example.com@127.0.0.1:${port}/`,
    'an address behind a login': (port) => `http://a:b@127.0.0.1:${port}/`,
    'an address behind a fragment': (port) => `http://127.0.0.1:${port}#@example.com/`,
    'the address of nobody': (port) => `http://0.0.0.0:${port}/`,
    zero: (port) => `http://0:${port}/`,
    'another loopback': (port) => `http://127.9.9.9:${port}/`,
    localhost: (port) => `http://localhost:${port}/`,
    LOCALHOST: (port) => `http://LOCALHOST:${port}/`,
    'IPv6 loopback': (port) => `http://[::1]:${port}/`,
    'the address of nobody in IPv6': (port) => `http://[::]:${port}/`,
    'a mapped address': (port) => `http://[::ffff:127.0.0.1]:${port}/`,
    'a mapped address in hex': (port) => `http://[::ffff:7f00:1]:${port}/`,
    'a compatible address': (port) => `http://[::127.0.0.1]:${port}/`,
    'a translated address': (port) => `http://[64:ff9b::127.0.0.1]:${port}/`,
    'a locally translated address': (port) => `http://[64:ff9b:1::127.0.0.1]:${port}/`,
    'an address by 6to4': (port) => `http://[2002:7f00:1::]:${port}/`,
    'an address by Teredo': (port) => `http://[2001:0:7f00:1::]:${port}/`,
    'an address by ISATAP': (port) => `http://[2a00::5efe:7f00:1]:${port}/`,
    'a link-local address': (port) => `http://[fe80::1]:${port}/`,
    'a site-local address': (port) => `http://[fec0::1]:${port}/`,
    'a private network': (port) => `http://10.0.0.1:${port}/`,
    'the network of a carrier': (port) => `http://100.64.0.1:${port}/`,
    'all hosts': (port) => `http://255.255.255.255:${port}/`,
    'a group of hosts': (port) => `http://224.0.0.1:${port}/`,
    'what a cloud tells its machines': () => 'http://169.254.169.254/latest/meta-data/',
    'what a cloud tells its machines by IPv6': () => 'http://[fd00:ec2::254]/latest/meta-data/',
    'what another cloud tells its machines': () => 'http://168.63.129.16/machine?comp=goalstate',
    SSH: () => 'http://example.com:22/',
    SMTP: () => 'https://example.com:25/',
  }).map(([place, form]): Row => [`redirects to ${place}`, toCanary(form), failed('refused-address')]),
];

const headers: Row[] = [
  ['has a header with U+0000', says(ok(['X: a\0b'])), failed('bad-response')],
  ['has a header with a lone CR', says(ok(['X: a\rb'])), failed('bad-response')],
  ['folds a header', says(ok(['X: a\r\n b'])), failed('bad-response')],
  ['has a header without a colon', says(ok(['X'])), failed('bad-response')],
  ['has a header with a blank in its name', says(ok(['X Y: z'])), failed('bad-response')],
  ['has a header with a blank after its name', says(ok(['X : z'])), failed('bad-response')],
  ['has a header without a name', says(ok([': z'])), failed('bad-response')],
  [
    'has headers named as what objects have',
    says(ok(['__proto__: a', 'constructor: b', 'toString: c', '__proto__: d'])),
    modified(),
  ],
  ['has 8-bit headers', says(ok(['Content-Type: text/xml; charset="\xff\xfe"', 'ETag: "\xe9"'])), modified()],
  ['ends its lines without CR', ends('HTTP/1.1 200 OK\nContent-Length: 6\n\n<rss/>'), failed('bad-response')],
  ['begins with empty lines', ends('\r\n\r\n', ok()), modified()],
  ['says nothing of its status but the number', ends('HTTP/1.1 200\r\n\r\n', feed), modified()],
  ['whispers its reason', ends('HTTP/1.1 200 ok\r\n\r\n', feed), modified()],
  ['has a long reason', ends(`HTTP/1.1 200 ${'x'.repeat(100_000)}\r\n\r\n`, feed), modified()],
  ['keeps its connection for ever', says(ok(['Keep-Alive: timeout=999999999, max=999999999'])), modified()],
  ['keeps its connection for no time', says(ok(['Keep-Alive: timeout=0'])), modified()],
  ['wants HTTP/2', says(ok(['Upgrade: h2c', 'Connection: Upgrade'])), modified()],
  ['names a charset that there is not', says(ok(['Content-Type: text/xml; charset=klingon'])), modified()],
  ['calls a feed a picture', says(ok(['Content-Type: image/png'])), modified()],
];

const hangUps: Row[] = [
  ['is reset at once', (socket) => socket.resetAndDestroy(), failed('connect')],
  ['is reset after the request', resets(), failed('connect')],
  ['is reset in the middle of the status line', resets('HTTP/1.1 2'), failed('connect')],
  ['is reset in the middle of the headers', resets('HTTP/1.1 200 OK\r\nX: y\r\n'), failed('connect')],
  ['is reset after the headers', resets('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n'), failed('connect')],
  [
    'is reset in the middle of the body',
    resets('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss/>'),
    failed('connect'),
  ],
  [
    'is reset in the middle of a body that would end with its connection',
    resets('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<rss/>'),
    failed('connect'),
  ],
  ['is reset in the middle of a chunk', resets(`${chunked}ff\r\n<rss`), failed('connect')],
  ['is reset between chunks', resets(`${chunked}6\r\n<rss/>\r\n`), failed('connect')],
  ['is reset after an interim answer', resets('HTTP/1.1 103 Early Hints\r\n\r\n'), failed('connect')],
  [
    'is reset in the middle of an error page',
    resets('HTTP/1.1 404 Not Found\r\nContent-Length: 100\r\n\r\nx'),
    failed('http-4xx', 404),
  ],
  ['hangs up at once', (socket) => socket.end(), failed('connect')],
  ['hangs up after the request', ends(), failed('connect')],
  ['hangs up in the middle of the status line', ends('HTTP/1.1 2'), failed('connect')],
  ['hangs up in the middle of the headers', ends('HTTP/1.1 200 OK\r\nX: y\r\n'), failed('connect')],
  ['hangs up after the headers', ends('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n'), failed('bad-response')],
  [
    'hangs up in the middle of an error page',
    ends('HTTP/1.1 404 Not Found\r\nContent-Length: 100\r\n\r\nx'),
    failed('http-4xx', 404),
  ],
  ['hangs up in the middle of a handshake', ends(), failed('connect'), { isTls: true }],
  ['is reset in the middle of a handshake', resets(), failed('connect'), { isTls: true }],
];

const strangers: Row[] = [
  ['says anything', ends('\x00\x01\x02\xff'.repeat(100)), failed('bad-response')],
  ['says zeros', ends(Buffer.alloc(100_000)), failed('bad-response')],
  ['speaks SMTP', (socket) => socket.end('220 mail.example ESMTP\r\n'), failed('bad-response')],
  ['speaks SSH', ends('SSH-2.0-OpenSSH_9.6\r\n'), failed('bad-response')],
  ['speaks Redis', ends("-ERR unknown command 'GET'\r\n"), failed('bad-response')],
  ['speaks HTTP/0.9', ends(feed), failed('bad-response')],
  [
    'speaks HTTP/2',
    ends(Buffer.from('000012040000000000000300000064000400010000000500004000', 'hex')),
    failed('bad-response'),
  ],
  ['calls itself HTTP/2', ends('HTTP/2 200\r\nContent-Length: 6\r\n\r\n<rss/>'), failed('bad-response')],
  ['calls itself HTTP/9.9', ends('HTTP/9.9 200 OK\r\nContent-Length: 6\r\n\r\n<rss/>'), failed('bad-response')],
  ['calls itself http', ends('http/1.1 200 ok\r\nContent-Length: 6\r\n\r\n<rss/>'), failed('bad-response')],
  ['calls itself ICY', ends('ICY 200 OK\r\nContent-Length: 6\r\n\r\n<rss/>'), failed('bad-response')],
  ['sends a request', ends('GET / HTTP/1.1\r\nHost: a\r\n\r\n'), failed('bad-response')],
  ['has a status that is no number', ends('HTTP/1.1 abc OK\r\n\r\n', feed), failed('bad-response')],
  ['has a status of two digits', ends('HTTP/1.1 20 OK\r\n\r\n', feed), failed('bad-response')],
  ['has a status of four digits', ends('HTTP/1.1 2000 OK\r\n\r\n', feed), failed('bad-response')],
  ['speaks TLS where none is spoken', ends(Buffer.from('15030100020246', 'hex')), failed('bad-response')],
  ['speaks no TLS where it is spoken', ends('HTTP/1.1 400 Bad Request\r\n\r\n'), failed('tls'), { isTls: true }],
  ['refuses TLS', ends(Buffer.from('15030300020228', 'hex')), failed('tls'), { isTls: true }],
];

const limited = (status: string, headerLines: string[], waitMs: number): [Act, Expected] => [
  says(reply(status, headerLines)),
  { ...failed(status.startsWith('4') ? 'http-4xx' : 'http-5xx', Number(status.slice(0, 3))), waitMs } as Expected,
];

const statuses: Row[] = [
  ['goes on and on', says('HTTP/1.1 100 Continue\r\n\r\n'), failed('bad-response')],
  [
    'switches protocols',
    says('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'),
    failed('bad-response'),
  ],
  [
    'switches protocols without saying to which',
    ends('HTTP/1.1 101 Switching Protocols\r\n\r\n\x81\x05hello'),
    failed('bad-response'),
  ],
  ['hints and answers', says('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n', ok()), modified()],
  ['has a status below all', ends('HTTP/1.1 000 No\r\n\r\n', feed), failed('bad-response')],
  ['has nothing', says(ok([], '')), failed('empty-body', 200)],
  ['has nothing but blanks', says(ok([], ' \r\n\t')), failed('empty-body', 200)],
  ['has no content', says('HTTP/1.1 204 No Content\r\n\r\n'), failed('empty-body', 204)],
  [
    'has no content, and sends some',
    ends('HTTP/1.1 204 No Content\r\nContent-Length: 6\r\n\r\n<rss/>'),
    failed('empty-body', 204),
  ],
  ['wants a form to be reset', says(reply('205 Reset Content')), failed('empty-body', 205)],
  [
    'sends a part',
    says(reply('206 Partial Content', ['Content-Range: bytes 0-5/9'], feed)),
    failed('bad-response', 206),
  ],
  ['sends a delta', says(reply('226 IM Used', ['IM: feed'], feed)), failed('bad-response', 226)],
  ['was not modified, without a condition', says('HTTP/1.1 304 Not Modified\r\n\r\n'), failed('bad-response', 304)],
  [
    'was not modified, and sends a body',
    ends('HTTP/1.1 304 Not Modified\r\nContent-Length: 6\r\n\r\n<rss/>'),
    { status: 'unchanged', httpStatus: 304 },
    { known: { etag: '"1"' } },
  ],
  [
    'was not modified, and floods',
    floods('HTTP/1.1 304 Not Modified\r\n\r\n', 'x'.repeat(10_000)),
    { status: 'unchanged', httpStatus: 304 },
    { known: { etag: '"1"' } },
  ],
  [
    'wants to know who asks',
    says(reply('401 Unauthorized', ['WWW-Authenticate: Basic realm="a"'])),
    failed('http-4xx', 401),
  ],
  ['calls itself a proxy', says(reply('407 Proxy Authentication Required')), failed('http-4xx', 407)],
  ['has waited too long', says(reply('408 Request Timeout', ['Connection: close'])), failed('http-4xx', 408)],
  ['is gone', says(reply('410 Gone')), { status: 'gone', httpStatus: 410 }],
  ['is gone, for now', inTurn(redirect('/a'), reply('410 Gone')), failed('http-4xx', 410)],
  [
    'is gone, for good',
    inTurn(redirect('/a', '308 Permanent Redirect'), reply('410 Gone')),
    { status: 'gone', httpStatus: 410 },
  ],
  ['finds the request too large', says(reply('413 Content Too Large')), failed('http-4xx', 413)],
  ['is a teapot', says(reply("418 I'm a teapot")), failed('http-4xx', 418)],
  ['is not the one', says(reply('421 Misdirected Request')), failed('http-4xx', 421)],
  ['is asked too often', ...limited('429 Too Many Requests', [], 60_000)],
  ['is asked too often, and says for how long', ...limited('429 Too Many Requests', ['Retry-After: 5'], 5_000)],
  [
    'is asked too often, for ever',
    ...limited('429 Too Many Requests', [`Retry-After: ${'9'.repeat(100)}`], 86_400_000),
  ],
  ['is asked too often, negatively', ...limited('429 Too Many Requests', ['Retry-After: -5'], 60_000)],
  ['may not be read here', says(reply('451 Unavailable For Legal Reasons')), failed('http-4xx', 451)],
  ['has an error of its own', says(reply('500 Internal Server Error')), failed('http-5xx', 500)],
  ['has a bad gateway', says(reply('502 Bad Gateway')), failed('http-5xx', 502)],
  [
    'is not there until a date',
    ...limited(
      '503 Service Unavailable',
      ['Date: Mon, 01 Jan 2024 00:00:00 GMT', 'Retry-After: Fri, 01 Jan 9999 00:00:00 GMT'],
      86_400_000,
    ),
  ],
  [
    'has an error that Cloudflare made up',
    says(reply('520 Web Server Returned an Unknown Error')),
    failed('http-5xx', 520),
  ],
  ['has a status above all', says(reply('999 Request denied')), failed('bad-response', 999)],
  [
    'wants to see a human',
    says(reply('403 Forbidden', ['cf-mitigated: challenge'], '<html/>')),
    failed('challenge', 403),
  ],
  [
    'wants to see a human, and calls it a success',
    says(ok(['CF-Mitigated: Challenge'], '<html/>')),
    failed('challenge', 200),
  ],
  [
    'sends a PNG',
    says(ok(['Content-Type: application/rss+xml'], '\x89PNG\r\n\x1a\n\0\0\0\rIHDR')),
    failed('image', 200),
  ],
  ['sends a JPEG', says(ok([], '\xff\xd8\xff\xe0\0\x10JFIF')), failed('image', 200)],
  ['sends a GIF', says(ok([], 'GIF89a\x01\0\x01\0')), failed('image', 200)],
  ['sends an icon', says(ok([], '\0\0\x01\0\x01\0\x10\x10')), failed('image', 200)],
  ['sends a compressed picture', encoded('gzip', gzipSync('GIF89a\x01\0\x01\0')), failed('image', 200)],
];

const behaviourOf = ([name, act, expected, rest]: Row): Behaviour => ({ name, act, expected, ...rest });

/** What waits for a time-out need not wait long. */
const limits = { connectTimeout: 300, headersTimeout: 300, totalTimeout: 500 };

export const floodsAndBombs: Behaviour[] = [...endless, ...bombs].map(behaviourOf);
export const behaviours: Behaviour[] = [
  ...slow.map(behaviourOf).map((behaviour) => ({ ...behaviour, limits })),
  ...floodsAndBombs,
  ...[lengths, encodings, redirects, headers, hangUps, strangers, statuses].flat().map(behaviourOf),
];
