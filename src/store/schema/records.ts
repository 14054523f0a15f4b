import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  primaryKey,
  smallint,
  text,
  uuid,
} from 'drizzle-orm/pg-core';
import type { FailureCode, Outcome } from '../../../machines/model.ts';
import { moment, number, schema } from './columns.ts';

export const imports = schema.table(
  'imports',
  {
    feedId: uuid('feed_id').notNull(),
    fence: number('fence').notNull(),
    outcome: text('outcome').$type<Extract<Outcome['status'], 'imported' | 'failed' | 'gone'>>().notNull(),
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

export const fences = schema.table('fences', {
  key: text('key').primaryKey(),
  fence: number('fence').notNull(),
});

export const outbox = schema.table(
  'outbox',
  {
    id: number('id').primaryKey().generatedAlwaysAsIdentity(),
    /** 0 to 15, by feed: what one relay works at a time. */
    partition: smallint('partition').notNull(),
    feedId: uuid('feed_id').notNull(),
    fence: number('fence').notNull(),
    /** Place among the events of the same fence. */
    index: integer('index').notNull(),
    /** `feed.imported`, `entry.created`, … */
    type: text('type').notNull(),
    data: jsonb('data').$type<Record<string, unknown>>().notNull(),
    at: moment('at').notNull().defaultNow(),
  },
  (row) => [index('outbox_partition').on(row.partition, row.id)],
);

/** Entries on their way into an import that is too large for one round trip. Unlogged, and not compressed. */
export const pieces = schema.table(
  'pieces',
  {
    feedId: uuid('feed_id').notNull(),
    fence: number('fence').notNull(),
    place: integer('place').notNull(),
    piece: text('piece').notNull(),
  },
  (row) => [primaryKey({ columns: [row.feedId, row.fence, row.place] })],
);

export const owner = schema.table(
  'owner',
  {
    only: boolean('only').primaryKey().default(true),
    namespace: text('namespace').notNull(),
  },
  (row) => [check('owner_only', sql`${row.only}`)],
);

export const migrations = schema.table('migrations', {
  hash: text('hash').primaryKey(),
  at: moment('at').notNull().defaultNow(),
});
