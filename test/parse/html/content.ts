import type { Entry } from '../../../machines/model.ts';
import { sanitizeEntry } from '../../../src/parse/html/sanitize.ts';

export const base = 'https://blog.example/2024/post/';

const entry: Entry = {
  identity: 'one',
  alias: null,
  hash: '',
  id: null,
  link: null,
  title: null,
  author: null,
  published: null,
  updated: null,
  summary: null,
  content: null,
  contentBase: base,
  safeContent: null,
  enclosures: [],
  categories: [],
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
};

/** What is safe to show of an entry. */
export const safe = (content: string | null, fields: Partial<Entry> = {}): string | null =>
  sanitizeEntry({ ...entry, content, ...fields }).safeContent;
