import type { Document, Entry, FailureCode, FeedInfo, Parsed } from '../../machines/model.ts';
import { parse } from '../../src/parse/parse.ts';

export const documentOf = (body: string | Uint8Array, contentType: string | null = null): Document => ({
  bytes: typeof body === 'string' ? Buffer.from(body) : body,
  url: 'https://site.example/blog/feed.xml',
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
  const parsed = await parse(documentOf(body, contentType));
  if (parsed.status === 'failed') throw new Error(parsed.error.message, { cause: parsed.error });
  return parsed;
};

/** The code of the failure to read a document. */
export const refusedAs = async (body: string | Uint8Array): Promise<FailureCode | Parsed['status']> => {
  const parsed = await parse(documentOf(body));
  return parsed.status === 'failed' ? parsed.error.code : parsed.status;
};

export const rss = (items: string, channel = ''): string =>
  `<rss version="2.0"><channel>${channel}${items}</channel></rss>`;
