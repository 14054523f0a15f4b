import { sql } from 'drizzle-orm';
import { boolean, doublePrecision, index, integer, jsonb, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { About, Hints, Limits } from '../../../machines/model.ts';
import { moment, number, schema } from './columns.ts';

const fence = (name: string) => number(name).notNull().default(0);

export const feeds = schema.table(
  'feeds',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** SHA-256 of the URL under which the feed was first known; names its lock and never changes. */
    key: text('key').notNull().unique(),
    url: text('url').notNull(),
    credentials: text('credentials'),

    /** Last claimed. */
    fence: fence('fence'),
    /** Of the last recorded outcome. */
    doneFence: fence('done_fence'),
    /** Of the last claim without an outcome that whoever made it has lived to see the end of. */
    survivedFence: fence('survived_fence'),
    /** The fence that was current when an import was asked for and could not be queued. */
    requestedFence: number('requested_fence'),
    /** Nonce of the lease under which the last claim was made. */
    holder: text('holder'),

    etag: text('etag'),
    lastModified: text('last_modified'),
    /** The URL whose answer they came with. */
    answeredBy: text('answered_by'),
    bodyHash: text('body_hash'),
    /** When a whole body was last read. */
    wholeAt: moment('whole_at'),
    /** How long the last answer may be used without asking again, in ms. */
    freshFor: doublePrecision('fresh_for'),
    /** Of this feed alone; null: the system's. */
    limits: jsonb('limits').$type<Partial<Limits>>(),

    /** Where permanent redirects have led, since when, and in how many imports in a row. */
    movedTo: text('moved_to'),
    movedSince: moment('moved_since'),
    movedSeen: integer('moved_seen').notNull().default(0),
    /** Where moves were undone: the feed is not moved there again. */
    moveRefused: text('move_refused').array(),
    /** Answers of 410 in a row. */
    goneSeen: integer('gone_seen').notNull().default(0),
    goneAt: moment('gone_at'),
    /** The feed that this one has become part of. */
    mergedInto: uuid('merged_into'),

    title: text('title'),
    description: text('description'),
    link: text('site_url'),
    language: text('language'),
    updated: moment('updated'),
    about: jsonb('about').$type<About>(),
    hints: jsonb('hints').$type<Hints>(),
    /** Between the newest entries, typically, in ms; and the date of the newest. */
    gap: doublePrecision('gap'),
    newest: moment('newest'),

    checkedAt: moment('checked_at'),
    importedAt: moment('imported_at'),
    /** In a row, since the last success. */
    failures: integer('failures').notNull().default(0),
    /** In a row, since the last change. */
    unchanged: integer('unchanged').notNull().default(0),
    /** Whether it is imported on a schedule, or only when asked for. */
    polled: boolean('polled').notNull().default(false),
    /** Polled no more until it is resumed. */
    pausedAt: moment('paused_at'),
    /** Null: not due. */
    nextDue: moment('next_due'),
    /** While it is due: how long the queue is trusted to have it. In no index, so that queueing costs no index anything. */
    queuedUntil: moment('queued_until'),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (feed) => [
    index('feeds_next_due').on(feed.nextDue).where(sql`${feed.nextDue} is not null`),
    index('feeds_created_at').on(feed.createdAt, feed.id),
    index('feeds_merged_into').on(feed.mergedInto).where(sql`${feed.mergedInto} is not null`),
  ],
);

export const urls = schema.table(
  'urls',
  {
    /** SHA-256 of the canonical URL with its credentials, hex. */
    digest: text('digest').primaryKey(),
    url: text('url').notNull(),
    feedId: uuid('feed_id').notNull(),
  },
  (url) => [index('urls_feed').on(url.feedId)],
);

export const moves = schema.table(
  'moves',
  {
    feedId: uuid('feed_id').notNull(),
    fence: number('fence').notNull(),
    fromUrl: text('from_url').notNull(),
    toUrl: text('to_url').notNull(),
    /** What the feed was fetched with before. */
    fromCredentials: text('from_credentials'),
    /** The evidence: so many imports in a row were led there, the first one then. */
    seen: integer('seen').notNull(),
    since: moment('since').notNull(),
    /** The feed that was there already and took this one in. */
    mergedInto: uuid('merged_into'),
    at: moment('at').notNull().defaultNow(),
    undoneAt: moment('undone_at'),
  },
  (move) => [primaryKey({ columns: [move.feedId, move.fence] })],
);

export const hosts = schema.table('hosts', {
  /** What the limit is for: a host, a registrable domain or a URL. */
  name: text('name').primaryKey(),
  notBefore: moment('not_before').notNull(),
});
