import type { ConnectionOptions } from 'nats';
import { FeedlockError } from '../errors.ts';
import { urlOf } from '../url.ts';

export interface NatsAddresses {
  /** `host:port`, without credentials: fit to be shown. */
  hosts: string[];
  login: Pick<ConnectionOptions, 'user' | 'pass' | 'token'>;
  secure: boolean;
}

const parse = (server: string): URL => {
  const text = server.includes('://') ? server : `nats://${server}`;
  const url = urlOf(text);
  if (url?.hostname && ['nats:', 'tls:'].includes(url.protocol)) return url;
  // The text may hold a password.
  const shown = server.replace(/^([a-z+]*:\/\/)?.*@/i, '$1');
  throw new FeedlockError('bad-option', `NATS server "${shown}": expected nats://host:port or tls://host:port`);
};

const loginOf = ({ username, password }: URL): NatsAddresses['login'] => {
  const user = decodeURIComponent(username);
  return password ? { user, pass: decodeURIComponent(password) } : { token: user };
};

/** The client reads neither scheme nor credentials out of a URL. It logs in to all servers alike, so the first login counts. */
export const addressesOf = (servers: string[]): NatsAddresses => {
  const urls = servers.map(parse);
  const named = urls.find((url) => url.username);
  return {
    hosts: urls.map((url) => `${url.hostname}:${url.port || 4222}`),
    login: named ? loginOf(named) : {},
    secure: urls.some((url) => url.protocol === 'tls:'),
  };
};
