import { sql } from 'drizzle-orm';
import { index, jsonb, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { Enclosure, Episode, Medium, Origin, Person, Picture, Point } from '../../../machines/model.ts';
import { moment, number, schema } from './columns.ts';

const list = <Item>(name: string) => jsonb(name).$type<Item[]>().notNull().default([]);

/** What an entry says, as an `Entry` names it. */
export const entryContent = {
  hash: text('hash').notNull(),
  id: text('guid'),
  link: text('url'),
  title: text('title'),
  author: text('author'),
  authors: list<Person>('authors'),
  published: moment('published'),
  updated: moment('updated'),
  publishedText: text('published_text'),
  updatedText: text('updated_text'),
  summary: text('summary'),
  content: text('content'),
  contentType: text('content_type'),
  contentBase: text('content_base').notNull().default(''),
  safeContent: text('safe_content'),
  enclosures: list<Enclosure>('enclosures'),
  categories: list<string>('categories'),
  comments: text('comments'),
  source: jsonb('source').$type<Origin>(),
  language: text('language'),
  rights: text('rights'),
  image: text('image'),
  thumbnails: list<Picture>('thumbnails'),
  media: list<Medium>('media'),
  episode: jsonb('episode').$type<Episode>(),
  point: jsonb('point').$type<Point>(),
};

export const entries = schema.table(
  'entries',
  {
    entryId: number('id').primaryKey().generatedAlwaysAsIdentity(),
    feedId: uuid('feed_id').notNull(),
    identity: text('identity').notNull(),
    alias: text('alias'),
    ...entryContent,
    firstSeen: moment('first_seen').notNull().defaultNow(),
    changedAt: moment('changed_at').notNull().defaultNow(),
    /** When it was published, as far as that can be believed; else first seen. */
    orderedAt: moment('ordered_at').notNull().defaultNow(),
    /** Since then only what it takes to know it again is kept. */
    prunedAt: moment('pruned_at'),
  },
  (entry) => [
    unique('entries_identity').on(entry.feedId, entry.identity),
    index('entries_alias').on(entry.feedId, entry.alias).where(sql`${entry.alias} is not null`),
    index('entries_order')
      .on(entry.feedId, entry.orderedAt.desc().nullsFirst(), entry.entryId.desc().nullsFirst())
      .where(sql`${entry.prunedAt} is null`),
  ],
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
  (version) => [
    primaryKey({ columns: [version.entryId, version.fence] }),
    index('entry_versions_replaced_at').on(version.replacedAt),
  ],
);
