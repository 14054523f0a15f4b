import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { FeedlockError } from '../errors.ts';
import type { FetchOptions } from '../fetch/options.ts';
import { parseFeedUrl } from '../store/feed-url.ts';

/** A document, and what is known of it besides. */
export interface Body {
  bytes: Uint8Array;
  url?: string;
  contentType?: string | null;
}

const nothingKnown = { etag: null, lastModified: null, answeredBy: null, bodyHash: null, limits: {} };

/** @throws FeedlockError as a fetch fails */
export const fetchBody = async (raw: string, options: FetchOptions, signal: AbortSignal): Promise<Body> => {
  const { url, credentials } = parseFeedUrl(raw, 'fetch');
  const { createFetch } = await import('../fetch/fetch.ts');
  await using fetching = createFetch(options);
  const fetched = await fetching.fetch({ ...nothingKnown, url, credentials }, signal);
  if (fetched.status === 'modified') {
    const { bytes, url: answeredBy, contentType } = fetched.document;
    return { bytes, url: answeredBy, contentType };
  }
  const { code, message } =
    fetched.status === 'unchanged'
      ? { code: 'bad-response' as const, message: `fetch ${url}: unchanged, though nothing was known` }
      : fetched.error;
  throw new FeedlockError(code, message);
};

/** `-` is stdin. */
export const readBody = async (file: string): Promise<Body> => ({
  bytes: file === '-' ? await buffer(process.stdin) : await readFile(file),
});
