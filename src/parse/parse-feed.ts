import type { FeedInfo, ParsedEntry } from '../../machines/model.ts';
import { FeedlockError, withoutLogin } from '../errors.ts';
import { urlOf } from '../url.ts';
import { requireCall, requireWanted, trueOrFalse, type Wanted } from '../wanted.ts';
import type { Format } from './draft.ts';
import { loadSanitizer } from './html/sanitizer.ts';
import { read } from './read.ts';

export type { FeedInfo, Format, ParsedEntry };

export interface ParseFeedOptions {
  /** Where it comes from: relative URLs are resolved against it. @default relative URLs stay as they are */
  url?: string;
  /** As HTTP says it (`text/xml; charset=koi8-r`): names a charset that the document does not. @default null */
  contentType?: string | null;
  /** Whether `safeContent` of all entries is filled in, which takes longer than all the rest. @default false */
  sanitize?: boolean;
}

export interface ParsedFeed {
  format: Format;
  feed: FeedInfo;
  /** In the order of the document, each once; the first 10,000. */
  entries: ParsedEntry[];
}

const someBytes: Wanted = {
  words: 'a Uint8Array or an ArrayBuffer; of a text they are `new TextEncoder().encode(text)`',
  accepts: (value) => value instanceof Uint8Array || value instanceof ArrayBuffer,
};

const wanted = {
  url: {
    words: "an absolute URL, or ''",
    accepts: (value: unknown) => typeof value === 'string' && (value === '' || urlOf(value) !== null),
    shows: (value: unknown) => (typeof value === 'string' ? withoutLogin(value) : value),
  },
  contentType: { words: 'a text or null', accepts: (value: unknown) => value === null || typeof value === 'string' },
  sanitize: trueOrFalse,
};

/**
 * Reads a feed: RSS of any version, Atom, JSON Feed; of its entries the first 10,000. Nothing is fetched, stored or
 * remembered. It is read in the caller's thread and without a deadline: what strangers send is better read in a worker that
 * can be terminated.
 *
 * @throws FeedlockError `not-a-feed` (with the `feeds` that a page links to), `malformed`, `too-large`, `bad-option`
 */
export const parseFeed = async (
  body: Uint8Array | ArrayBuffer,
  options: ParseFeedOptions = {},
): Promise<ParsedFeed> => {
  requireWanted('parse a feed', 'its body', body, someBytes);
  requireCall('parse a feed', options, wanted);
  const { url = '', contentType = null, sanitize = false } = options;
  const bytes = body instanceof ArrayBuffer ? new Uint8Array(body) : body;
  const found = await read({ bytes, url, contentType });
  if (found.status === 'refused') throw new FeedlockError(found.code, found.message, found);
  const { format, feed, entries } = found;
  return { format, feed, entries: sanitize ? entries.map(await loadSanitizer()) : entries };
};
