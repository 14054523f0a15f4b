import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openProxy } from './proxy.ts';

const echo = createServer((socket) => void socket.on('error', () => undefined).pipe(socket));

beforeAll(() => once(echo.listen(0, '127.0.0.1'), 'listening'));
afterAll(() => void echo.close());

const open = async () => {
  const proxy = await openProxy((echo.address() as AddressInfo).port);
  const dial = async () => {
    const socket = connect(proxy.port, '127.0.0.1').setEncoding('utf8');
    await once(socket, 'connect');
    return socket;
  };
  return { proxy, dial, [Symbol.asyncDispose]: proxy.stop };
};

const say = async (socket: Socket, word: string): Promise<string> => {
  socket.write(word);
  const [heard] = await once(socket, 'data');
  return heard;
};

test('what is said passes both ways', async () => {
  await using net = await open();
  expect(await say(await net.dial(), 'hello')).toBe('hello');
});

test('a swallowed reply never arrives, the next one does', async () => {
  await using net = await open();
  const socket = await net.dial();
  const swallowed = net.proxy.swallow('replies', (piece) => piece.includes('first'));
  socket.write('first');
  await swallowed;
  expect(await say(socket, 'second')).toBe('second');
});

test('a frozen connection stays open, holds back what comes and gives it when it thaws', async () => {
  await using net = await open();
  const frozen = await net.dial();
  expect(await say(frozen, 'before')).toBe('before');
  net.proxy.links()[0]?.freeze('replies');
  frozen.write('held');
  expect(await say(await net.dial(), 'other')).toBe('other');
  expect(frozen.readableLength).toBe(0);
  const heard = once(frozen, 'data');
  net.proxy.thaw();
  expect(await heard).toEqual(['held']);
});

test('what was sent before its sender went away arrives all the same, when it thaws', async () => {
  await using net = await open();
  const incoming = once(echo, 'connection');
  const sender = await net.dial();
  const [receiver] = await incoming;
  const received = once(receiver, 'data');
  net.proxy.freeze('requests');
  sender.write('late');
  await delay(50);
  sender.resetAndDestroy();
  await delay(50);
  net.proxy.thaw();
  expect(`${await received}`).toBe('late');
});

test('what comes after a delay does not overtake what was delayed', async () => {
  await using net = await open();
  const incoming = once(echo, 'connection');
  const socket = await net.dial();
  const [receiver] = await incoming;
  net.proxy.delay(200, 'replies');
  const received = once(receiver, 'data');
  socket.write('first');
  await received;
  await delay(50);
  net.proxy.delay(0);
  socket.write('second');
  let heard = '';
  for await (const piece of socket) {
    heard += piece;
    if (heard.includes('second')) break;
  }
  expect(heard).toBe('firstsecond');
});

test('a proxy that refuses cuts new connections until it accepts again', async () => {
  await using net = await open();
  const socket = await net.dial();
  const closed = once(socket, 'close');
  net.proxy.refuse();
  net.proxy.cut();
  await closed;
  await once(await net.dial(), 'close');
  net.proxy.accept();
  expect(await say(await net.dial(), 'again')).toBe('again');
});
