import { isIP } from 'node:net';
import { FeedlockError, withoutLogin } from '../errors.ts';
import { urlOf } from '../url.ts';
import { isPublic } from './address.ts';
import type { FetchOptions } from './options.ts';

/** `host:port` as a URL spells it, so that `0x7f.1:80` allows what `http://0x7f.1/` dials. */
const canonicalPair = (pair: string): string => {
  const url = /:\d+$/.test(pair) ? urlOf(`http://${pair}`) : null;
  if (url?.pathname !== '/' || url.username !== '') {
    const found = `"${withoutLogin(pair)}"`;
    throw new FeedlockError('bad-option', `create feedlock: fetch.allow has ${found}, must be host:port pairs`);
  }
  return `${url.hostname}:${url.port || '80'}`;
};

export const portOf = ({ protocol, port }: URL): number => Number(port) || (protocol === 'https:' ? 443 : 80);

export const withoutBrackets = (hostname: string): string =>
  hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;

export interface Trust {
  /** Whether its host and port were allowed as a pair. */
  isAllowed(url: URL): boolean;
  /** Whether the address behind it need not be looked at. */
  isTrusted(url: URL): boolean;
  /** Refuses what can be refused without looking anything up. @throws FeedlockError `refused-address` */
  require(url: URL, act: string): void;
}

/** Tells which hosts and ports may be dialled. */
export const createTrust = ({
  allowPrivate,
  allow,
  ports,
}: Pick<FetchOptions, 'allowPrivate' | 'allow' | 'ports'>): Trust => {
  const pairs = new Set(allow.map(canonicalPair));
  const open = new Set(ports);
  const isAllowed = (url: URL): boolean => pairs.size > 0 && pairs.has(`${url.hostname}:${portOf(url)}`);
  const isTrusted = (url: URL): boolean => allowPrivate || isAllowed(url);

  return {
    isAllowed,
    isTrusted,
    require(url, act) {
      if (isTrusted(url)) return;
      const refuse = (reason: string) => new FeedlockError('refused-address', `${act}: ${reason}`);
      if (!open.has(portOf(url))) throw refuse(`port ${portOf(url)} of ${url.hostname} is none of ${ports.join(', ')}`);
      const host = withoutBrackets(url.hostname);
      if (isIP(host) !== 0 && !isPublic(host)) throw refuse(`${host} is not a public address`);
      // RFC 6761, 6.3; a proxy would look it up, and find itself.
      if (/(^|\.)localhost\.?$/.test(host)) throw refuse(`${host} is this machine, not a public address`);
    },
  };
};
