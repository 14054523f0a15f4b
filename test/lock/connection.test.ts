import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { connect } from 'nats';
import { expect, inject, test } from 'vitest';
import { connectNats, refuseUnsafe } from '../../src/lock/connection.ts';
import { openServer } from '../nats-server.ts';

test('where nobody listens the error names the service, the place and the setting, not the password', async () => {
  const connecting = connectNats({ servers: ['nats://me:secret@127.0.0.1:1', '127.0.0.1:2'], name: 'test' });
  await expect(connecting).rejects.toMatchObject({ code: 'nats-unreachable' });
  await expect(connecting).rejects.toThrow(/NATS at 127\.0\.0\.1:1, 127\.0\.0\.1:2: .*ECONNREFUSED.*NATS_URL/);
  await expect(connecting).rejects.not.toThrow('secret');
});

test('a server that says nothing is given up within 10 s', async () => {
  const sockets = new Set<Socket>();
  const silent = createServer((socket) => void sockets.add(socket.on('error', () => {}))).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const server = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const before = performance.now();
  await expect(connectNats({ servers: [server], name: 'test' })).rejects.toMatchObject({ code: 'nats-unreachable' });
  expect(performance.now() - before).toBeLessThan(10_000);
  for (const socket of sockets) socket.destroy();
  silent.close();
});

test('the login in the URL is used, and a wrong one is refused as what it is', async () => {
  await using server = await openServer('--user', 'me', '--pass', 'p@ss');
  const host = `127.0.0.1:${server.port}`;
  const connection = await connectNats({ servers: [`nats://me:p%40ss@${host}`], name: 'test' });
  expect(connection.getServer()).toBe(host);
  await connection.close();
  const refused = connectNats({ servers: [`nats://me:other@${host}`], name: 'test' });
  await expect(refused).rejects.toThrow(/Authorization Violation.*NATS_CREDS/);
});

test('a credentials file that is not there is named', async () => {
  const connecting = connectNats({ servers: [inject('natsUrl')], name: 'test', creds: '/nowhere/me.creds' });
  await expect(connecting).rejects.toMatchObject({
    code: 'bad-option',
    message: expect.stringContaining('/nowhere/me.creds'),
  });
});

test('a connection with the client default pings is refused, naming both values', async () => {
  const connection = await connect({ servers: inject('natsUrl') });
  expect(() => refuseUnsafe(connection, 30_000)).toThrow(
    /360000 ms .*pingInterval 120000 ms, maxPingOut 2.*lasts 30000 ms/,
  );
  await connection.close();
});

test.for([1_000, 30_000, 300_000])('our own connection is safe for a lease of %i ms', async (ttl) => {
  const connection = await connectNats({ servers: [inject('natsUrl')], name: 'test' }, ttl);
  refuseUnsafe(connection, ttl);
  await connection.close();
});

test('a connection whose pings cannot be read is taken with a warning', async () => {
  const connection = await connect({ servers: inject('natsUrl') });
  const warnings: string[] = [];
  const log = { debug() {}, info() {}, error() {}, warn: (message: string) => void warnings.push(message) };
  refuseUnsafe({ ...connection, options: {} } as typeof connection, 30_000, log);
  expect(warnings).toEqual([expect.stringContaining('cannot read the ping settings')]);
  await connection.close();
});
