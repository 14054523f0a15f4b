import type { Entry, FailureCode } from '../../machines/model.ts';

// What callers read. Spelled out, so that whoever uses these types needs none of Drizzle's.

export interface StoredFeed {
  id: string;
  url: string;
  title: string | null;
  description: string | null;
  siteUrl: string | null;
  language: string | null;
  updated: Date | null;
  /** Of the last claim, and of the last recorded outcome. */
  fence: number;
  doneFence: number;
  etag: string | null;
  lastModified: string | null;
  checkedAt: Date | null;
  importedAt: Date | null;
  /** In a row, since the last success. */
  failures: number;
  /** In a row, since the last change. */
  unchanged: number;
  createdAt: Date;
}

export interface StoredEntry extends Entry {
  id: number;
  feedId: string;
  firstSeen: Date;
  changedAt: Date;
}

export interface ImportRecord {
  feedId: string;
  url: string;
  fence: number;
  outcome: 'imported' | 'failed';
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
