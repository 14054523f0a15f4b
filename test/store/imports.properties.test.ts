import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FeedRef, Finding, Outcome } from '../../machines/model.ts';
import { parse } from '../../src/parse/parse.ts';
import { documentOf, rss } from '../parse/document.ts';
import { imported } from './import.ts';
import { openTestStore } from './store.ts';

let store: Awaited<ReturnType<typeof openTestStore>>;
beforeAll(async () => {
  store = await openTestStore('entry');
});
afterAll(() => store[Symbol.asyncDispose]());

/** An entry as documents of one feed may have it at different times. */
interface Item {
  name: number;
  kind: 'page' | 'permalink' | 'tag' | 'text';
  scheme: 'http' | 'https';
  host: string;
  tail: string;
  revision: number;
  date: string;
}

const item: fc.Arbitrary<Item> = fc.record({
  name: fc.nat(5),
  kind: fc.constantFrom('page', 'permalink', 'tag', 'text'),
  scheme: fc.constantFrom('http', 'https'),
  host: fc.constantFrom('site.example', 'www.site.example'),
  tail: fc.constantFrom('', '/', '?utm_source=rss', '#0', '/index.html'),
  revision: fc.nat(2),
  date: fc.constantFrom('', 'Fri, 02 Jan 2026 03:04:05 GMT', 'Sat, 03 Jan 2026 03:04:05 GMT', 'soon'),
});

const written = ({ name, kind, scheme, host, tail, revision, date }: Item): string => {
  const page = `${scheme}://${host}/${kind}/${name}${tail}`;
  const names = {
    page: `<link>${page}</link>`,
    permalink: `<guid>${page}</guid>`,
    tag: `<guid isPermaLink="false">tag:${name}</guid><link>${page}</link>`,
    text: '',
  };
  return `<item>${names[kind]}<title>${kind} ${name}</title><description>${revision}</description><pubDate>${date}</pubDate></item>`;
};

/** Each entry once in a document, as its feed means it. */
const items = fc.uniqueArray(item, { selector: ({ kind, name }) => `${kind} ${name}`, maxLength: 12 });

/** Entries that repeat ids and pages as well. */
const anyItems = fc.array(item, { maxLength: 12 });

const findingOf = async (found: Item[]): Promise<Finding> => {
  const parsed = await parse(documentOf(rss(found.map(written).join(''))), { sanitize: true });
  if (parsed.status !== 'parsed') throw new Error(parsed.error.message);
  return { ...imported(), feed: parsed.feed, entries: parsed.entries };
};

let feeds = 0;
const newFeed = () => store.feed(`property/${feeds++}`);

const importOf = async (feed: FeedRef, found: Item[]): Promise<Outcome> =>
  store.commit(feed, await store.mint(feed), await findingOf(found));

/** Everything that is stored of the entries of a feed, with the statement that wrote it. */
const rowsOf = async ({ id }: FeedRef) => ({
  entries: await store.client`select *, xmin::text, ctid::text from feedlock.entries where feed_id = ${id} order by id`,
  versions: await store.client`
    select version.*, version.xmin::text from feedlock.entry_versions version
    join feedlock.entries entry on entry.id = entry_id where feed_id = ${id} order by entry_id, fence`,
});

/** Which entries there are: by alias, else by identity. */
const namesOf = async (feed: FeedRef) =>
  (await store.entries(feed.url)).map(({ alias, identity }) => alias ?? identity).toSorted();

test('importing a document again changes nothing, whatever was imported before', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyItems, { maxLength: 2 }), anyItems, async (before, document) => {
      const feed = await newFeed();
      for (const each of [...before, document]) await importOf(feed, each);
      const rows = await rowsOf(feed);
      expect(await importOf(feed, document)).toMatchObject({ status: 'imported', created: 0, updated: 0 });
      expect(await rowsOf(feed)).toEqual(rows);
    }),
    { numRuns: 60 },
  );
});

test('which entries exist does not depend on the order of imports', async () => {
  const orders = fc
    .array(items, { minLength: 2, maxLength: 4 })
    .chain((documents) =>
      fc.tuple(
        fc.constant(documents),
        fc.shuffledSubarray(documents, { minLength: documents.length, maxLength: documents.length }),
      ),
    );
  await fc.assert(
    fc.asyncProperty(orders, async ([documents, shuffled]) => {
      const [one, other] = await Promise.all([newFeed(), newFeed()]);
      for (const each of documents) await importOf(one, each);
      for (const each of shuffled) await importOf(other, each);
      expect(await namesOf(other)).toEqual(await namesOf(one));
    }),
    { numRuns: 60 },
  );
});

test('what is pruned does not come back, in whatever shape the feed brings it', async () => {
  await fc.assert(
    fc.asyncProperty(items, items, async (first, second) => {
      const feed = await newFeed();
      await importOf(feed, first);
      const pruned = await namesOf(feed);
      expect(await store.prune(feed.url, { before: new Date(Date.now() + 3_600_000) })).toBe(pruned.length);
      await importOf(feed, second);
      const names = await namesOf(feed);
      expect(names.filter((name) => pruned.includes(name))).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
