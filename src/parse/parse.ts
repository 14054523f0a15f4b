import type { Document, Failure, Parsed } from '../../machines/model.ts';
import { FeedlockError, reasonOf } from '../errors.ts';
import { decode } from './charset.ts';
import type { Reading } from './draft.ts';
import { identify } from './identity.ts';
import { readJson } from './json.ts';
import { type Page, readPage } from './page.ts';
import { unreadable } from './unreadable.ts';
import { readXml } from './xml.ts';

const parsed = ({ feed, drafts }: Reading): Parsed => ({ status: 'parsed', feed, entries: identify(drafts) });

/** A page is no feed, but may say where there is one, or that a login leads to it. */
const pageInstead = ({ feeds, asksForPassword }: Page, url: string, cause: unknown): Failure => {
  const message = `parse ${url}: it is an HTML page`;
  if (feeds.length > 0) {
    const count = feeds.length === 1 ? 'one feed' : `${feeds.length} feeds`;
    return { code: 'not-a-feed', message: `${message}; it links to ${count}`, cause, feeds };
  }
  if (asksForPassword) return { code: 'login-page', message: `${message} that asks for a password`, cause };
  return { code: 'not-a-feed', message, cause };
};

const read = async ({ bytes, contentType, url }: Document): Promise<Parsed> => {
  const text = decode(bytes, contentType);
  if (text.trim() === '') throw unreadable('not-a-feed', 'it is empty');
  if (/^\s*[{[]/.test(text)) return parsed(readJson(text, url));
  try {
    return parsed(await readXml(text, url));
  } catch (cause) {
    const isNone = cause instanceof FeedlockError && cause.code === 'not-a-feed';
    const page = isNone ? readPage(text, url) : null;
    if (page === null) throw cause;
    return { status: 'failed', error: pageInstead(page, url, cause) };
  }
};

/**
 * Reads a feed of any format into the one model. A document that is none, or cannot be read, is a `failed` result. That of
 * an HTML page names the feeds that it links to (`error.feeds`, at most 20).
 */
export const parse = async (document: Document): Promise<Parsed> => {
  try {
    return await read(document);
  } catch (cause) {
    const code = cause instanceof FeedlockError ? cause.code : 'malformed';
    return { status: 'failed', error: { code, message: `parse ${document.url}: ${reasonOf(cause)}`, cause } };
  }
};
