import { bigint, pgSchema, timestamp } from 'drizzle-orm/pg-core';

export const schema = pgSchema('feedlock');

export const moment = (name: string) => timestamp(name, { withTimezone: true });
export const number = (name: string) => bigint(name, { mode: 'number' });
