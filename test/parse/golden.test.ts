import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { FeedInfo, ParsedEntry, Person } from '../../machines/model.ts';
import { FeedlockError } from '../../src/errors.ts';
import { parseFeed } from '../../src/parse/parse-feed.ts';

const folder = new URL('feeds/', import.meta.url);
const url = 'https://site.example/blog/feed.xml';

const isAbsent = (value: unknown): boolean =>
  value === null || (typeof value === 'object' && Object.keys(value).length === 0);

/** As JSON has it, without what is absent. */
const present = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(present);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([key, field]): [string, unknown] => [key, present(field)]);
  return Object.fromEntries(fields.filter(([, field]) => !isAbsent(field)));
};

/** A person is written down where there is more to say than the name, which the line has. */
const people = ({ author, authors }: Pick<FeedInfo, 'author' | 'authors'>): Person[] => {
  const line = authors.map(({ name }) => name).join(', ');
  return line === author && authors.every(({ email, url }) => email === null && url === null) ? [] : authors;
};

/** What follows from the rest is left out, and so are digests, which no hand has written. */
const written = (entry: ParsedEntry, feed: FeedInfo): Partial<ParsedEntry> => {
  const { identity, id, contentType, contentBase, language } = entry;
  return {
    ...entry,
    identity: (/^[\da-f]{64}$/.test(identity) ? 'a digest' : identity === id ? null : identity) as string,
    authors: people(entry),
    publishedText: entry.published === null ? entry.publishedText : null,
    updatedText: entry.updated === null ? entry.updatedText : null,
    contentType: contentType === 'text/html' ? null : contentType,
    contentBase: ([url, entry.link, feed.link].includes(contentBase) ? null : contentBase) as string,
    language: language === feed.language ? null : language,
  };
};

const readingOf = async (bytes: Uint8Array): Promise<unknown> => {
  try {
    const { feed, entries } = await parseFeed(bytes, { url });
    return { feed: { ...feed, authors: people(feed) }, entries: entries.map((entry) => written(entry, feed)) };
  } catch (error) {
    if (!(error instanceof FeedlockError)) throw error;
    return { code: error.code };
  }
};

const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /\.(xml|jsonfeed)$/.test(name),
);
const pairs = files.sort().map((file) => [file.replace(/\.\w+$/, ''), file] as const);

test.each(pairs)('%s is read as written down', async (name, file) => {
  const expected: unknown = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
  const reading = JSON.parse(JSON.stringify(await readingOf(readFileSync(new URL(file, folder)))));
  const { feed = {}, ...rest } = present(reading) as Record<string, unknown>;
  expect('code' in rest ? rest : { feed, entries: [], ...rest }).toEqual(expected);
});
