import { getTableColumns, type Name, type SQL, sql } from 'drizzle-orm';
import { entries, entryVersions } from './schema/entries.ts';

const { entryId, fence, replacedAt, ...content } = getTableColumns(entryVersions);
const { identity, alias } = getTableColumns(entries);

const listed = (columns: (SQL | Name)[]): SQL => sql.join(columns, sql`, `);

/** What an entry says: the columns that both it and its earlier versions have. */
export const contentColumns = listed(Object.values(content).map(({ name }) => sql.identifier(name)));

/** All that an import writes of an entry. */
const written = { identity, alias, ...content };

/** For `json_to_recordset` over entries as the model names their fields. */
export const entryFields = listed(
  Object.entries(written).map(([field, column]) => sql`${sql.identifier(field)} ${sql.raw(column.getSQLType())}`),
);

/** These fields of `entry` under the names of their columns. */
export const fieldsAsColumns = listed(
  Object.entries(written).map(([field, { name }]) => sql`entry.${sql.identifier(field)} as ${sql.identifier(name)}`),
);

/** For `on conflict … do update set`. */
export const contentFromExcluded = listed(
  Object.values(content).map(({ name }) => sql`${sql.identifier(name)} = excluded.${sql.identifier(name)}`),
);
