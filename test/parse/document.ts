import type { Document, Entry, FailureCode, FeedInfo, Parsed } from '../../machines/model.ts';
import { keyOf } from '../../src/parse/key.ts';
import { parse } from '../../src/parse/parse.ts';
import { parseFeed } from '../../src/parse/parse-feed.ts';

const feedUrl = 'https://site.example/blog/feed.xml';

const toBytes = (body: string | Uint8Array): Uint8Array => (typeof body === 'string' ? Buffer.from(body) : body);

export const documentOf = (body: string | Uint8Array, contentType: string | null = null): Document => ({
  bytes: toBytes(body),
  size: toBytes(body).byteLength,
  url: feedUrl,
  contentType,
  bodyHash: '',
  validators: { etag: null, lastModified: null },
  httpStatus: 200,
  freshFor: null,
  movedTo: null,
});

/** The feed in a document that has one. */
export const read = async (
  body: string | Uint8Array,
  contentType?: string,
): Promise<{ feed: FeedInfo; entries: Entry[] }> => {
  const { feed, entries } = await parseFeed(toBytes(body), { url: feedUrl, ...(contentType && { contentType }) });
  return { feed, entries: entries.map((entry) => ({ ...entry, ...keyOf(entry) })) };
};

/** The code of the failure to read a document. */
export const refusedAs = async (body: string | Uint8Array): Promise<FailureCode | Parsed['status']> => {
  const parsed = await parse(documentOf(body), { sanitize: false });
  return parsed.status === 'failed' ? parsed.error.code : parsed.status;
};

export const rss = (items: string, channel = ''): string =>
  `<rss version="2.0"><channel>${channel}${items}</channel></rss>`;

export const atom = (entries: string, feed = ''): string =>
  `<feed xmlns="http://www.w3.org/2005/Atom">${feed}${entries}</feed>`;

/** The entry of a document that has one. */
export const readEntry = async (body: string): Promise<Entry> => {
  const { entries } = await read(body);
  const [entry] = entries;
  if (entry === undefined || entries.length > 1) throw new Error(`${entries.length} entries instead of one`);
  return entry;
};

/** The entry that an item of RSS becomes. */
export const readItem = (item: string): Promise<Entry> => readEntry(rss(`<item>${item}</item>`));

/** The entry that an entry of Atom becomes. */
export const readAtomEntry = (entry: string, feed = ''): Promise<Entry> =>
  readEntry(atom(`<entry>${entry}</entry>`, feed));
