import type { Document, FeedRef, Lease, Outcome, Source } from '../../machines/model.ts';
import { infoOf } from '../feed-info.ts';
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

export const source: Source = {
  url: feed.url,
  credentials: null,
  etag: '"1"',
  lastModified: null,
  answeredBy: feed.url,
  bodyHash: null,
  limits: {},
};

export const rhythm = { gap: null, newest: null, hints: null, failures: 0 };

const validators = { etag: '"2"', lastModified: null };
const error = { code: 'http-5xx', message: `fetch ${feed.url}: 500` } as const;
export const info = infoOf('A feed');
const until = new Date('2026-01-02T03:04:05Z');

export const imported: Outcome = { status: 'imported', fence, created: 1, updated: 0, unchanged: 0 };

export const document: Document = {
  bytes: new Uint8Array([60, 114, 115, 115, 62]),
  size: 5,
  url: feed.url,
  contentType: 'application/rss+xml',
  bodyHash: 'of-the-body',
  validators,
  httpStatus: 200,
  freshFor: null,
  movedTo: null,
};

export const answers: Answers = {
  takePermit: { granted: { status: 'granted' }, deferred: { status: 'deferred', until } },
  acquireLock: { granted: { lease }, busy: { lease: null, holder: 'another-node' } },
  claimFeed: {
    claimed: { status: 'claimed', fence, source, rhythm, at: 0, now: until },
    fresh: { status: 'fresh', fence },
    deferred: { status: 'deferred', until },
    merged: { status: 'merged', into: { id: 'another-feed', key: 'its-own', url: 'https://feeds.example/2' }, seen: 3 },
    lost: { status: 'lost', fence: null },
    failed: { status: 'failed', fence, error: { code: 'crashed', message: `claim ${feed.url}: crashed` } },
  },
  fetchFeed: {
    modified: { status: 'modified', document },
    unchanged: { status: 'unchanged', url: feed.url, httpStatus: 304, validators, freshFor: null, movedTo: null },
    gone: { status: 'gone', httpStatus: 410, error },
    failed: { status: 'failed', httpStatus: 500, error, limit: null },
  },
  parseFeed: {
    parsed: { status: 'parsed', feed: info, entries: [] },
    failed: { status: 'failed', error: { code: 'not-a-feed', message: `parse ${feed.url}: HTML` } },
  },
  commitImport: {
    settled: { status: 'settled', outcome: imported },
    moved: { status: 'moved', outcome: imported, to: 'https://feeds.example/new' },
  },
  moveFeed: { done: undefined },
  releaseLock: { done: undefined },
};
