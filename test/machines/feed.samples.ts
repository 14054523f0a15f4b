import type { Document, FeedRef, Lease, Source } from '../../machines/model.ts';
import type { Answers } from './feed.rows.ts';

export const feed: FeedRef = { id: 'a-feed', key: 'its-key', url: 'https://feeds.example/rss' };

export const lease: Lease = {
  key: 'feed.import.its-key',
  nonce: 'a-nonce',
  deadline: 30_000,
  renew: () => Promise.resolve(true),
  release: () => Promise.resolve(),
};

export const seen = 6;
export const fence = 7;

export const source: Source = { url: feed.url, credentials: null, etag: '"1"', lastModified: null, bodyHash: null };

const validators = { etag: '"2"', lastModified: null };
const error = { code: 'http', message: `fetch ${feed.url}: 500` } as const;
const info = { title: 'A feed', description: null, siteUrl: null, language: null, updated: null };

export const document: Document = {
  bytes: new Uint8Array([60, 114, 115, 115, 62]),
  url: feed.url,
  contentType: 'application/rss+xml',
  bodyHash: 'of-the-body',
  validators,
  httpStatus: 200,
};

export const answers: Answers = {
  takePermit: { done: undefined },
  acquireLock: { granted: { lease }, busy: { lease: null, holder: 'another-node' } },
  claimFeed: {
    claimed: { status: 'claimed', fence, source, at: 0 },
    fresh: { status: 'fresh', fence },
    lost: { status: 'lost', fence: null },
    failed: { status: 'failed', fence, error: { code: 'crashed', message: `claim ${feed.url}: crashed` } },
  },
  fetchFeed: {
    modified: { status: 'modified', document },
    unchanged: { status: 'unchanged', httpStatus: 304, validators },
    failed: { status: 'failed', httpStatus: 500, error },
  },
  parseFeed: {
    parsed: { status: 'parsed', feed: info, entries: [] },
    failed: { status: 'failed', error: { code: 'not-a-feed', message: `parse ${feed.url}: HTML` } },
  },
  commitImport: {
    imported: { status: 'imported', fence, created: 1, updated: 0, unchanged: 0 },
    unchanged: { status: 'unchanged', fence },
    fresh: { status: 'fresh', fence },
    skipped: { status: 'skipped', holder: null },
    lost: { status: 'lost', fence },
    failed: { status: 'failed', fence, error },
  },
  releaseLock: { done: undefined },
};
