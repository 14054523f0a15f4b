import type { Entry, EntryKey, FeedInfo } from '../../machines/model.ts';

/** An entry before it is known what tells it from all others, and what of it is safe to show. */
export type Draft = Omit<Entry, keyof EntryKey | 'safeContent'>;

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
  comments: null,
  source: null,
  language: null,
  rights: null,
  image: null,
  thumbnails: [],
  media: [],
  episode: null,
  point: null,
} satisfies Partial<Draft>;

export const bareFeed = {
  id: null,
  author: null,
  authors: [],
  categories: [],
  image: null,
  generator: null,
  rights: null,
  self: null,
  hubs: [],
} satisfies Partial<FeedInfo>;
