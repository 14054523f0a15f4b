import type { Entry, Finding, ReadEntry } from '../../machines/model.ts';
import { bareEntry } from '../bare-entry.ts';
import { infoOf } from '../feed-info.ts';

/** What an import may find, with as little said as a test needs. */

export const info = infoOf('A feed');

export const entry = (identity: string, change: Partial<Entry> = {}): Entry => ({
  ...bareEntry,
  identity,
  hash: `${identity} 1`,
  id: identity,
  link: `https://site.example/${identity}`,
  title: `Title of ${identity}`,
  published: new Date('2026-01-02T03:04:05Z'),
  content: `<p>${identity}</p>`,
  contentType: 'text/html',
  contentBase: `https://site.example/${identity}`,
  safeContent: `<p>${identity}</p>`,
  enclosures: [{ url: 'https://site.example/a.mp3', type: 'audio/mpeg', length: 123 }],
  categories: ['news'],
  ...change,
});

const packed = (entry: Entry): ReadEntry => ({ ...entry, json: JSON.stringify(entry) });

export const imported = (...entries: Entry[]): Extract<Finding, { status: 'imported' }> => ({
  status: 'imported',
  document: {
    url: 'https://site.example/feed',
    contentType: 'application/rss+xml',
    bodyHash: 'body',
    validators: { etag: '"1"', lastModified: 'Fri, 02 Jan 2026 03:04:05 GMT' },
    httpStatus: 200,
    freshFor: null,
    movedTo: null,
    size: 1234,
  },
  feed: info,
  entries: entries.map(packed),
});

export const unchanged: Extract<Finding, { status: 'unchanged' }> = {
  status: 'unchanged',
  url: 'https://site.example/feed',
  httpStatus: 304,
  validators: { etag: '"2"', lastModified: null },
  freshFor: null,
  movedTo: null,
};

export const failed: Extract<Finding, { status: 'failed' }> = {
  status: 'failed',
  httpStatus: 404,
  error: { code: 'http-4xx', message: 'fetch https://site.example/feed: 404 Not Found' },
  limit: null,
};
