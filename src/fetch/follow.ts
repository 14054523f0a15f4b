import { FeedlockError } from '../errors.ts';
import type { Reply } from './reply.ts';

export interface Hop {
  status: number;
  /** Where it pointed. */
  url: string;
}

export interface Journey {
  /** The redirects that were followed, in order. */
  hops: Hop[];
  /** What answered in the end. */
  url: URL;
  reply: Reply;
}

const redirects = new Set([301, 302, 303, 307, 308]);

/** A URL that can be fetched, without what is never sent in a request line. */
export const webUrl = (text: string, base: URL | undefined, act: string): URL => {
  if (!URL.canParse(text, base?.href)) throw new FeedlockError('bad-url', `${act}: "${text}" is not a URL`);
  const url = new URL(text, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new FeedlockError('bad-url', `${act}: only http and https are fetched, not ${url.protocol}`);
  }
  // Each assignment parses the URL again.
  if (url.username) url.username = '';
  if (url.password) url.password = '';
  if (url.hash) url.hash = '';
  return url;
};

/** Follows redirects, each as a request of its own, so that every hop passes the same checks. */
export const follow = async (start: URL, ask: (url: URL) => Promise<Reply>, maxRedirects: number): Promise<Journey> => {
  const act = `fetch ${start.href}`;
  const hops: Hop[] = [];
  for (let url = start; ; ) {
    const reply = await ask(url);
    const { location } = reply.headers;
    if (!redirects.has(reply.status) || !location) return { hops, url, reply };
    if (hops.length === maxRedirects) {
      throw new FeedlockError('too-many-redirects', `${act}: redirected more than ${maxRedirects} times`);
    }
    url = webUrl(location, url, act);
    hops.push({ status: reply.status, url: url.href });
  }
};
