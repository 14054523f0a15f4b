import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  smallint,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Enclosure, FailureCode, Outcome } from '../../machines/model.ts';

export const schema = pgSchema('feedlock');

const moment = (name: string) => timestamp(name, { withTimezone: true });
const fence = (name: string) => bigint(name, { mode: 'number' }).notNull().default(0);

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
    /** The fence that was current when an import was asked for and could not be queued. */
    requestedFence: bigint('requested_fence', { mode: 'number' }),
    /** Nonce of the lease under which the last claim was made. */
    holder: text('holder'),

    etag: text('etag'),
    lastModified: text('last_modified'),
    bodyHash: text('body_hash'),

    title: text('title'),
    description: text('description'),
    siteUrl: text('site_url'),
    language: text('language'),
    updated: moment('updated'),

    checkedAt: moment('checked_at'),
    importedAt: moment('imported_at'),
    /** In a row, since the last success. */
    failures: integer('failures').notNull().default(0),
    /** In a row, since the last change. */
    unchanged: integer('unchanged').notNull().default(0),
    /** Null: never polled, imported only when asked for. */
    nextDue: moment('next_due'),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (feed) => [index('feeds_next_due').on(feed.nextDue).where(sql`${feed.nextDue} is not null`)],
);

/** Which feed a URL means; several URLs may mean one feed. */
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

/** No foreign key to feeds: every insert goes through the locked feed row already, and the check would be paid for each entry. */
export const entries = schema.table(
  'entries',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    feedId: uuid('feed_id').notNull(),
    identity: text('identity').notNull(),
    ...entryContent,
    firstSeen: moment('first_seen').notNull().defaultNow(),
    changedAt: moment('changed_at').notNull().defaultNow(),
  },
  (entry) => [unique('entries_identity').on(entry.feedId, entry.identity)],
);

/** What an entry said before an edit. */
export const entryVersions = schema.table(
  'entry_versions',
  {
    entryId: bigint('entry_id', { mode: 'number' }).notNull(),
    /** The import that replaced this version. */
    fence: bigint('fence', { mode: 'number' }).notNull(),
    ...entryContent,
    replacedAt: moment('replaced_at').notNull().defaultNow(),
  },
  (version) => [primaryKey({ columns: [version.entryId, version.fence] })],
);

/** History: one row for every import that changed something or failed. */
export const imports = schema.table(
  'imports',
  {
    feedId: uuid('feed_id').notNull(),
    fence: bigint('fence', { mode: 'number' }).notNull(),
    outcome: text('outcome').$type<Extract<Outcome['status'], 'imported' | 'failed'>>().notNull(),
    node: text('node').notNull(),
    httpStatus: smallint('http_status'),
    /** Of the decoded body. */
    bytes: integer('bytes'),
    created: integer('created').notNull().default(0),
    updated: integer('updated').notNull().default(0),
    unchanged: integer('unchanged').notNull().default(0),
    errorCode: text('error_code').$type<FailureCode>(),
    errorMessage: text('error_message'),
    /** From the claim to the commit, by the importing node's clock, in ms. */
    tookMs: doublePrecision('took_ms'),
    at: moment('at').notNull().defaultNow(),
  },
  (row) => [primaryKey({ columns: [row.feedId, row.fence] }), index('imports_at').on(row.at)],
);

/** Fences of locks that guard no feed (`exclusive`). */
export const fences = schema.table('fences', {
  key: text('key').primaryKey(),
  fence: bigint('fence', { mode: 'number' }).notNull(),
});

/** Events that are committed but not yet on NATS. */
export const outbox = schema.table(
  'outbox',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** 0 to 15, by feed: what one relay works at a time. */
    partition: smallint('partition').notNull(),
    feedId: uuid('feed_id').notNull(),
    fence: bigint('fence', { mode: 'number' }).notNull(),
    /** Place among the events of the same fence. */
    index: integer('index').notNull(),
    /** `feed.imported`, `entry.created`, … */
    type: text('type').notNull(),
    data: jsonb('data').$type<Record<string, unknown>>().notNull(),
    at: moment('at').notNull().defaultNow(),
  },
  (row) => [index('outbox_partition').on(row.partition, row.id)],
);

/** One row: whose database this is. Its feeds are locked under one namespace, and its events go to one stream. */
export const owner = schema.table(
  'owner',
  {
    only: boolean('only').primaryKey().default(true),
    namespace: text('namespace').notNull(),
  },
  (row) => [check('owner_only', sql`${row.only}`)],
);

/** Which migrations this database has. */
export const migrations = schema.table('migrations', {
  hash: text('hash').primaryKey(),
  at: moment('at').notNull().defaultNow(),
});
