import { getTableColumns, type Name, type SQL, sql } from 'drizzle-orm';
import { entries, entryVersions } from './schema/entries.ts';

const { entryId, fence, replacedAt, ...content } = getTableColumns(entryVersions);
const { identity, alias } = getTableColumns(entries);

const listed = (columns: (SQL | Name)[]): SQL => sql.join(columns, sql`, `);

const names = (columns: { name: string }[]): Name[] => columns.map(({ name }) => sql.identifier(name));

/** What an entry says: the columns that both it and its earlier versions have. */
export const contentColumns = listed(names(Object.values(content)));

/** All that an import writes of an entry. */
const written = { identity, alias, ...content };

export const writtenColumns = listed(names(Object.values(written)));

/** For `json_to_recordset` over entries as the model names their fields. */
export const entryFields = listed(
  Object.entries(written).map(([field, column]) => sql`${sql.identifier(field)} ${sql.raw(column.getSQLType())}`),
);

/** These fields of `entry` under the names of their columns. */
export const fieldsAsColumns = listed(
  Object.entries(written).map(([field, { name }]) => sql`entry.${sql.identifier(field)} as ${sql.identifier(name)}`),
);

/** For an update to what `incoming` says. */
export const writtenFromIncoming = listed(names(Object.values(written)).map((name) => sql`${name} = incoming.${name}`));

/** What it takes to know an entry again, and to tell an edit. */
const { hash, title, published, ...dispensable } = content;

/** For an update that forgets what an entry said. */
export const contentForgotten = listed(names(Object.values(dispensable)).map((name) => sql`${name} = default`));
