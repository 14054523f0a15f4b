import type { FeedInfo, ParsedEntry } from '../../machines/model.ts';
import { FeedlockError } from '../errors.ts';
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

/**
 * Reads a feed: RSS of any version, Atom, JSON Feed. Nothing is fetched, stored or remembered.
 *
 * @throws FeedlockError `not-a-feed` (with the `feeds` that a page links to), `malformed`, `too-large`
 */
export const parseFeed = async (
  bytes: Uint8Array,
  { url = '', contentType = null, sanitize = false }: ParseFeedOptions = {},
): Promise<ParsedFeed> => {
  const found = await read({ bytes, url, contentType });
  if (found.status === 'refused') throw new FeedlockError(found.code, found.message, found);
  const { format, feed, entries } = found;
  return { format, feed, entries: sanitize ? entries.map(await loadSanitizer()) : entries };
};
