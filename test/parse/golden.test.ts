import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseFeed } from '../../src/parse/parse-feed.ts';

const folder = new URL('feeds/', import.meta.url);

const isAbsent = (value: unknown): boolean =>
  value === null || (typeof value === 'object' && Object.keys(value).length === 0);

/** As JSON has it, without what is absent, and without the hashes, which no hand has written. */
const written = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, field: unknown) => {
      if (key === 'hash' || key === 'contentBase' || key === 'alias') return undefined;
      return isAbsent(field) ? undefined : field;
    }),
  );

for (const file of readdirSync(folder).filter((name) => !name.endsWith('.json'))) {
  const name = file.replace(/\.\w+$/, '');
  test(`${name.replaceAll('-', ' ')} is read as written down`, async () => {
    const { feed, entries } = await parseFeed(readFileSync(new URL(file, folder)), {
      url: 'https://site.example/blog/feed.xml',
    });
    const expected: unknown = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
    expect(written({ feed, entries })).toEqual(expected);
  });
}
