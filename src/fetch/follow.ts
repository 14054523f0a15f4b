import { FeedlockError, withoutLogin } from '../errors.ts';
import { urlOf } from '../url.ts';
import type { Reply } from './reply.ts';

export interface Journey {
  /** How many redirects were followed. */
  hops: number;
  /** Whether there were redirects, all of them for good: 301 or 308. */
  isPermanent: boolean;
  /** What answered in the end. */
  url: URL;
  reply: Reply;
}

const redirects = new Set([301, 302, 303, 307, 308]);

/** Characters of the longest URL that is asked for. */
const longest = 16_384;

const shown = (text: string): string => {
  const safe = withoutLogin(text);
  return safe.length > 200 ? `${safe.slice(0, 200)}…` : safe;
};

/** A URL that can be fetched, without what is never sent in a request line. */
export const webUrl = (text: string, base: URL | undefined, act: string): URL => {
  const refuse = (reason: string) => new FeedlockError('bad-url', `${act}: ${reason}`);
  if (text.length > longest) throw refuse(`a URL of ${text.length} characters, more than ${longest}`);
  const url = urlOf(text, base?.href);
  if (url === null) throw refuse(`"${shown(text)}" is not a URL`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw refuse(`only http and https are fetched, not ${url.protocol}`);
  }
  // Each assignment parses the URL again.
  if (url.username) url.username = '';
  if (url.password) url.password = '';
  if (url.hash) url.hash = '';
  if (url.href.length > longest) throw refuse(`a URL of ${url.href.length} characters, more than ${longest}`);
  return url;
};

/** Headers come as Latin-1: bytes beyond ASCII, UTF-8 most of the time, are escaped as a URL holds them. */
const escaped = (location: string): string =>
  location.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);

/** Where a reply points; `null` if nowhere, or to several places. */
const locationOf = ({ headers }: Reply): string | null => {
  const found = new Set<string>([headers.location ?? []].flat());
  const [location] = found;
  return location && found.size === 1 ? escaped(location) : null;
};

/** Follows redirects, each as a request of its own, so that every hop passes the same checks. */
export const follow = async (
  start: URL,
  ask: (url: URL) => Promise<Reply>,
  maxRedirects: number,
  act: string,
): Promise<Journey> => {
  let url = start;
  let isPermanent = true;
  for (let hops = 0; ; hops += 1) {
    const reply = await ask(url);
    const location = redirects.has(reply.status) ? locationOf(reply) : null;
    if (location === null) return { hops, isPermanent: isPermanent && hops > 0, url, reply };
    if (hops === maxRedirects) {
      throw new FeedlockError('too-many-redirects', `${act}: redirected more than ${maxRedirects} times`);
    }
    isPermanent &&= reply.status === 301 || reply.status === 308;
    url = webUrl(location, url, act);
  }
};
