import type { Document, Parsed } from '../../machines/model.ts';
import { FeedlockError, reasonOf } from '../errors.ts';
import { decode } from './charset.ts';
import { identify } from './identity.ts';
import { readJson } from './json.ts';
import { unreadable } from './unreadable.ts';
import { readXml } from './xml.ts';

const read = async ({ bytes, contentType, url }: Document): Promise<Parsed> => {
  const text = decode(bytes, contentType);
  if (text.trim() === '') throw unreadable('not-a-feed', 'it is empty');
  const { feed, drafts } = /^\s*[{[]/.test(text) ? readJson(text, url) : await readXml(text, url);
  return { status: 'parsed', feed, entries: identify(drafts) };
};

/** Reads a feed of any format into the one model. A document that is none, or cannot be read, is a `failed` result. */
export const parse = async (document: Document): Promise<Parsed> => {
  try {
    return await read(document);
  } catch (cause) {
    const code = cause instanceof FeedlockError ? cause.code : 'malformed';
    return { status: 'failed', error: { code, message: `parse ${document.url}: ${reasonOf(cause)}`, cause } };
  }
};
