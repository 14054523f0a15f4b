import { jsonb, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { Enclosure } from '../../../machines/model.ts';
import { moment, number, schema } from './columns.ts';

const entryContent = {
  hash: text('hash').notNull(),
  guid: text('guid'),
  url: text('url'),
  title: text('title'),
  author: text('author'),
  published: moment('published'),
  updated: moment('updated'),
  summary: text('summary'),
  content: text('content'),
  enclosures: jsonb('enclosures').$type<Enclosure[]>().notNull(),
  categories: jsonb('categories').$type<string[]>().notNull(),
};

export const entries = schema.table(
  'entries',
  {
    id: number('id').primaryKey().generatedAlwaysAsIdentity(),
    feedId: uuid('feed_id').notNull(),
    identity: text('identity').notNull(),
    ...entryContent,
    firstSeen: moment('first_seen').notNull().defaultNow(),
    changedAt: moment('changed_at').notNull().defaultNow(),
  },
  (entry) => [unique('entries_identity').on(entry.feedId, entry.identity)],
);

export const entryVersions = schema.table(
  'entry_versions',
  {
    entryId: number('entry_id').notNull(),
    /** The import that replaced this version. */
    fence: number('fence').notNull(),
    ...entryContent,
    replacedAt: moment('replaced_at').notNull().defaultNow(),
  },
  (version) => [primaryKey({ columns: [version.entryId, version.fence] })],
);
