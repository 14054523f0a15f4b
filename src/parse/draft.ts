import type { Entry, FeedInfo } from '../../machines/model.ts';

/** An entry before it is known what tells it from all others. */
export type Draft = Omit<Entry, 'identity' | 'hash'>;

/** What every format is read into. */
export interface Reading {
  feed: FeedInfo;
  drafts: Draft[];
}
