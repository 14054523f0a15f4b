import type { FeedInfo, ParsedEntry } from '../../machines/model.ts';

/** An entry whose `identity` is not told yet: empty. Its object is that of the entry, since to copy so many fields costs more than to read them. */
export type Draft = ParsedEntry;

/** `rss`: RSS of every version, also as JSON, and CDF; `atom`: Atom 0.3 and 1.0; `json`: JSON Feed. */
export type Format = 'rss' | 'atom' | 'json';

/** What every format is read into. */
export interface Reading {
  format: Format;
  feed: FeedInfo;
  drafts: Draft[];
}

/** What most entries do not have. */
export const bareDraft = {
  authors: [],
  publishedText: null,
  updatedText: null,
  contentType: null,
  language: null,
  image: null,
  media: [],
  comments: null,
  source: null,
  rights: null,
  thumbnails: [],
  episode: null,
  point: null,
} satisfies Partial<Draft>;
