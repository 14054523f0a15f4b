import type { FeedInfo, FeedLink, ParsedEntry } from '../../machines/model.ts';
import { FeedlockError, reasonOf } from '../errors.ts';
import type { Format, Reading } from './draft.ts';
import { type Page, readPage } from './html/page.ts';
import { identify } from './identity.ts';
import { readJson } from './json/json-feed.ts';
import { decode } from './text/charset.ts';
import { type UnreadableCode, unreadable } from './unreadable.ts';
import { readXml } from './xml/feed.ts';

/** A body, and what is known of it besides. */
export interface Body {
  bytes: Uint8Array;
  /** Relative URLs are resolved against it. */
  url: string;
  /** As HTTP says it. */
  contentType: string | null;
}

/** Why there is no feed in a body; of a page, what it says of where there is one. */
export interface Refusal {
  status: 'refused';
  code: UnreadableCode;
  message: string;
  cause: unknown;
  feeds: FeedLink[];
  asksForPassword: boolean;
}

export type Read = { status: 'read'; format: Format; feed: FeedInfo; entries: ParsedEntry[] } | Refusal;

const refusal = (cause: unknown, url: string, page: Page | null): Refusal => {
  const code = cause instanceof FeedlockError ? (cause.code as UnreadableCode) : 'malformed';
  const { feeds = [], asksForPassword = false } = page ?? {};
  const links = feeds.length === 0 ? '' : `; it links to ${feeds.length === 1 ? 'one feed' : `${feeds.length} feeds`}`;
  const reason = page ? `it is an HTML page${links}` : reasonOf(cause);
  return {
    status: 'refused',
    code,
    message: `parse ${url || 'the document'}: ${reason}`,
    cause,
    feeds,
    asksForPassword,
  };
};

/** Where JSON begins that says it is a feed, behind something else; -1: nowhere. */
const placeOfJson = (text: string): number =>
  /jsonfeed\.org\/version|"items"\s*:/.test(text) ? text.search(/\{\s*"/) : -1;

/** The second way of reading, where the first fails; of two failures the first tells more. */
const either = async (first: () => Promise<Reading>, second: (() => Promise<Reading>) | null): Promise<Reading> => {
  try {
    return await first();
  } catch (failure) {
    if (second === null) throw failure;
    return await second().catch(() => {
      throw failure;
    });
  }
};

const readText = async (text: string, url: string): Promise<Reading> => {
  if (text.trim() === '') throw unreadable('not-a-feed', 'it is empty');
  const asXml = async () => readXml(text, url);
  // A line before a feed may begin like JSON, and a complaint may stand before JSON.
  if (/^\s*[{[]/.test(text)) return either(() => readJson(text, url), text.includes('<') ? asXml : null);
  const place = text.trimStart().startsWith('<?xml') ? -1 : placeOfJson(text);
  return either(asXml, place < 0 ? null : () => readJson(text.slice(place), url));
};

/** Reads a feed of any format into the one model; nothing of it is safe to show yet. */
export const read = async ({ bytes, contentType, url }: Body): Promise<Read> => {
  let text = '';
  try {
    text = decode(bytes, contentType);
    const { format, feed, drafts } = await readText(text, url);
    return { status: 'read', format, feed, entries: identify(drafts) };
  } catch (cause) {
    const isNone = cause instanceof FeedlockError && cause.code === 'not-a-feed';
    return refusal(cause, url, isNone ? readPage(text, url) : null);
  }
};
