import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { read } from './document.ts';

const folder = new URL('feeds/', import.meta.url);

/** As JSON has it, and without the hashes, which no hand has written. */
const written = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, field: unknown) => (key === 'hash' ? undefined : field)));

for (const file of readdirSync(folder).filter((name) => name.endsWith('.xml'))) {
  const name = file.replace('.xml', '');
  test(`${name.replaceAll('-', ' ')} is read as written down`, async () => {
    const { feed, entries } = await read(readFileSync(new URL(file, folder)));
    const expected: unknown = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
    expect(written({ feed, entries })).toEqual(expected);
  });
}
