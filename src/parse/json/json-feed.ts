import type { Enclosure } from '../../../machines/model.ts';
import { reasonOf } from '../../errors.ts';
import { bareDraft, bareFeed, type Draft, type Reading } from '../draft.ts';
import { noHints } from '../field/hints.ts';
import { absolute } from '../field/link.ts';
import { dateOf } from '../field/text.ts';
import { onOneLine } from '../html/markup.ts';
import { inherited, maxEntries } from '../limits.ts';
import { storable } from '../text/charset.ts';
import { unreadable } from '../unreadable.ts';
import { trimmed } from '../xml/node.ts';

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Escapes may stand for what text cannot hold. */
const wordsOf = (value: unknown): string | null => (typeof value === 'string' ? trimmed(storable(value)) : null);

const lineOf = (value: unknown): string | null => {
  const text = wordsOf(value);
  return text && onOneLine(text);
};

const distinct = (values: unknown[]): string[] => [...new Set(values.map(lineOf))].filter((line) => line !== null);

/** Version 1 has one author, version 1.1 a list. */
const authorsOf = ({ authors, author }: Fields): string | null =>
  distinct([...listOf(authors), author].filter(isFields).map(({ name, url }) => name ?? url)).join(', ') || null;

const enclosuresOf = (attachments: unknown, base: string): Enclosure[] =>
  listOf(attachments)
    .filter(isFields)
    .flatMap(({ url: href, mime_type, size_in_bytes: size }) => {
      const url = absolute(wordsOf(href), base);
      const length = typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? size : null;
      return url === null ? [] : [{ url, type: wordsOf(mime_type), length }];
    });

const draftOf = (item: Fields, base: string, author: string | null): Draft => ({
  ...bareDraft,
  contentBase: base,
  // Numbers are seen, though they should be text.
  id: wordsOf(typeof item.id === 'number' ? String(item.id) : item.id),
  link: absolute(wordsOf(item.url) ?? wordsOf(item.external_url), base),
  title: lineOf(item.title),
  author: authorsOf(item) ?? author,
  published: dateOf(item.date_published),
  updated: dateOf(item.date_modified),
  summary: wordsOf(item.summary),
  content: wordsOf(item.content_html) ?? wordsOf(item.content_text),
  enclosures: enclosuresOf(item.attachments, base),
  categories: distinct(listOf(item.tags)),
});

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw unreadable('malformed', `it is not valid JSON: ${reasonOf(error)}`);
  }
};

/** Reads JSON Feed, versions 1 and 1.1. */
export const readJson = (json: string, base: string): Reading => {
  const feed = parsed(json);
  if (!isFields(feed) || !Array.isArray(feed.items)) throw unreadable('not-a-feed', 'it is JSON, but not a JSON Feed');
  const author = inherited(authorsOf(feed));
  const items = feed.items.filter(isFields).slice(0, maxEntries);
  return {
    format: 'json',
    feed: {
      ...bareFeed,
      title: lineOf(feed.title),
      description: lineOf(feed.description),
      link: absolute(wordsOf(feed.home_page_url), base),
      language: wordsOf(feed.language),
      updated: null,
      hints: noHints,
    },
    drafts: items.map((item) => draftOf(item, base, author)),
  };
};
