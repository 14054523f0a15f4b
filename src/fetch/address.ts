import { type LookupAddress, type LookupAllOptions, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Shaped like Node's own errors of a connection, so that one table classifies them all. */
export const refusal = (reason: string) => Object.assign(new Error(reason), { code: 'EREFUSED' });

/** All that is routed of IPv6. Outside are, among others, the addresses that wrap one of IPv4. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** Inside networks that are public, yet services of the cloud that a virtual machine of Azure runs in. */
const ownByCloud = new Set(['168.63.129.16']);

/** An address of IPv4 in the last 32 bits, after 0000:5efe or 0200:5efe (RFC 5214): a tunnel into a private network. */
const isIsatap = ({ parts }: ipaddr.IPv6): boolean => ((parts[4] ?? 0) & 0xfdff) === 0 && parts[5] === 0x5efe;

/** An address that wraps another (IPv4-mapped, NAT64, 6to4, Teredo, ISATAP) is unwrapped or refused, never trusted. */
export const isPublic = (text: string): boolean => {
  // IPv4-compatible, which ipaddr.js takes for mapped.
  if (/^::\d+\./.test(text)) return false;
  const address = ipaddr.process(text);
  if (address.range() !== 'unicast') return false;
  if (address instanceof ipaddr.IPv4) return !ownByCloud.has(address.toString());
  return address.match(globalUnicast) && !isIsatap(address);
};

type LookUp = (
  name: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

/**
 * Looks a name up and hands on its public addresses only. It takes the place of the socket's own look-up, so that no other
 * answer of the name server can come between the check and the connection.
 */
export const createPublicLookup =
  (look: LookUp = lookup): LookupFunction =>
  (hostname, options, callback) => {
    look(hostname, { ...options, all: true }, (error, found) => {
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
