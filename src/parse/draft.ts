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
