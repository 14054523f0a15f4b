import type { About, Entry, FailureCode, Limits } from '../../machines/model.ts';

// What callers read. Spelled out, so that whoever uses these types needs none of Drizzle's.

export interface StoredFeed {
  id: string;
  url: string;
  title: string | null;
  description: string | null;
  link: string | null;
  language: string | null;
  updated: Date | null;
  /** `null`: it says nothing of the kind. */
  about: About | null;
  /** Of the last claim, and of the last recorded outcome. */
  fence: number;
  doneFence: number;
  etag: string | null;
  lastModified: string | null;
  /** Of this feed alone. */
  limits: Partial<Limits> | null;
  checkedAt: Date | null;
  importedAt: Date | null;
  /** Whether it is on the schedule, and since when it is kept from it. */
  polled: boolean;
  pausedAt: Date | null;
  /** When it is to be imported again. `null`: when somebody asks. */
  nextDue: Date | null;
  /** When its server said for the second time in a row that it is gone. */
  goneAt: Date | null;
  /** Where permanent redirects lead, in how many imports in a row, and since when. */
  movedTo: string | null;
  movedSeen: number;
  movedSince: Date | null;
  /** In a row, since the last success. */
  failures: number;
  /** In a row, since the last change. */
  unchanged: number;
  createdAt: Date;
}

export interface StoredEntry extends Entry {
  entryId: number;
  feedId: string;
  firstSeen: Date;
  changedAt: Date;
  /** Published, else updated, where the feed names a date from 1990 to now; else first seen. */
  orderedAt: Date;
}

export interface ImportRecord {
  feedId: string;
  url: string;
  fence: number;
  outcome: 'imported' | 'failed' | 'gone';
  node: string;
  httpStatus: number | null;
  /** Of the decoded body. */
  bytes: number | null;
  created: number;
  updated: number;
  unchanged: number;
  errorCode: FailureCode | null;
  errorMessage: string | null;
  /** From the claim to the commit, in ms. */
  tookMs: number | null;
  at: Date;
}

/** A move of a feed to another URL. */
export interface RecordedMove {
  feedId: string;
  /** Of the import that found out. */
  fence: number;
  fromUrl: string;
  toUrl: string;
  /** So many imports in a row were led there, the first one then. */
  seen: number;
  since: Date;
  /** The feed that was there already and took this one in. */
  mergedInto: string | null;
  at: Date;
  undoneAt: Date | null;
}

/** A feed on the schedule. */
export interface Subscription {
  url: string;
  title: string | null;
  /** Of its site. */
  link: string | null;
}
