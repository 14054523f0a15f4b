import type { Document, Failure, Parsed, ParsedEntry, ReadEntry } from '../../machines/model.ts';
import { loadSanitizer } from './html/sanitizer.ts';
import { keyOf } from './key.ts';
import { type Refusal, read } from './read.ts';

export interface ParseOptions {
  /** Whether all entries are made safe to show; otherwise none is. */
  sanitize: boolean;
}

const failureOf = ({ code, message, cause, feeds, asksForPassword }: Refusal): Failure => {
  if (feeds.length > 0) return { code, message, cause, feeds };
  if (asksForPassword) return { code: 'login-page', message: `${message} that asks for a password`, cause };
  return { code, message, cause };
};

/** The text is put together, since an object of so many fields costs more to copy than to write. */
const packed = (entry: ParsedEntry): ReadEntry => {
  const { identity, alias, hash } = keyOf(entry);
  const { published, updated } = entry;
  const json = `{"alias":${JSON.stringify(alias)},"hash":"${hash}",${JSON.stringify(entry).slice(1)}`;
  return { identity, alias, hash, published, updated, json };
};

/**
 * Reads a feed of any format into the one model. A document that is none, or cannot be read, is a `failed` result. That of
 * an HTML page names the feeds that it links to (`error.feeds`, at most 20).
 */
export const parse = async (document: Document, { sanitize }: ParseOptions): Promise<Parsed> => {
  const found = await read(document);
  if (found.status === 'refused') return { status: 'failed', error: failureOf(found) };
  const { feed, entries } = found;
  const finished = sanitize ? await loadSanitizer() : (entry: ParsedEntry) => entry;
  return { status: 'parsed', feed, entries: entries.map((entry) => packed(finished(entry))) };
};

/** Makes entries safe to show, each as JSON. */
export const sanitizeAll = async (entries: string[]): Promise<string[]> => {
  const sanitizeEntry = await loadSanitizer();
  return entries.map((json) => JSON.stringify(sanitizeEntry(JSON.parse(json))));
};
