import { expect, test } from 'vitest';
import { addressesOf } from '../../src/lock/servers.ts';

test.for([
  ['nats://host:4223', 'host:4223', {}, false],
  ['host', 'host:4222', {}, false],
  ['host:4223', 'host:4223', {}, false],
  ['nats://[::1]:4223', '[::1]:4223', {}, false],
  ['tls://host', 'host:4222', {}, true],
  ['nats://me:p%40ss@host', 'host:4222', { user: 'me', pass: 'p@ss' }, false],
  ['nats://t0ken@host', 'host:4222', { token: 't0ken' }, false],
] as const)('%s is read', ([server, host, login, secure]) => {
  expect(addressesOf([server])).toEqual({ hosts: [host], login, secure });
});

test('several servers share the first login', () => {
  expect(addressesOf(['a', 'nats://me:pass@b', 'c:1'])).toEqual({
    hosts: ['a:4222', 'b:4222', 'c:1'],
    login: { user: 'me', pass: 'pass' },
    secure: false,
  });
});

test.for(['', 'http://host', 'ws://me:secret@host', 'nats://', 'nats://me:secret@host:port'])(
  '%j is refused without its password',
  (server) => {
    expect(() => addressesOf([server])).toThrow(/NATS server ".*": expected nats:\/\/host:port/);
    expect(() => addressesOf([server])).not.toThrow('secret');
  },
);
