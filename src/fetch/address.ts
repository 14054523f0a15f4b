import { type LookupAddress, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { FeedlockError } from '../errors.ts';

/** Shaped like Node's own errors of a connection, so that one table classifies them all. */
export const refusal = (reason: string) => Object.assign(new Error(reason), { code: 'EREFUSED' });

/** All that is routed of IPv6. Outside are, among others, the addresses that wrap one of IPv4. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** An address that wraps another (IPv4-mapped, NAT64, 6to4, Teredo) is unwrapped or refused, never trusted. */
export const isPublic = (text: string): boolean => {
  const address = ipaddr.process(text);
  if (address.range() !== 'unicast') return false;
  return address instanceof ipaddr.IPv4 || address.match(globalUnicast);
};

/**
 * Looks a name up and hands on its public addresses only. It takes the place of the socket's own look-up, so that no other
 * answer of the name server can come between the check and the connection.
 */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
    if (error) return callback(error, []);
    const usable = found.filter(({ address }) => isPublic(address));
    const [first] = usable;
    if (first === undefined) {
      const refused = found.map(({ address }) => address).join(', ');
      callback(refusal(`${hostname} is ${refused}, not a public address`), []);
    } else if (options.all) callback(null, usable);
    else callback(null, first.address, first.family);
  });
};

/** `host:port` as a URL spells it, so that `0x7f.1:80` allows what `http://0x7f.1/` dials. */
const canonicalPair = (pair: string): string => {
  const url = /:\d+$/.test(pair) && URL.canParse(`http://${pair}`) ? new URL(`http://${pair}`) : null;
  if (url?.pathname !== '/' || url.username !== '') {
    throw new FeedlockError('bad-option', `option allow: expected host:port, got "${pair}"`);
  }
  return `${url.hostname.replace(/[[\]]/g, '')}:${url.port || '80'}`;
};

/** Tells which hosts and ports may be dialled unchecked. */
export const createTrust = (options: { allowPrivate: boolean; allow: string[] }) => {
  const pairs = new Set(options.allow.map(canonicalPair));
  return (host: string, port: string): boolean => options.allowPrivate || pairs.has(`${host}:${port}`);
};
