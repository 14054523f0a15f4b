import { fillPlaceholders, type SQL } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import type { Sql } from 'postgres';

const dialect = new PgDialect();

/**
 * A statement whose text is built once, and which every connection prepares once. Rows go in as one JSON parameter: one
 * value to serialise and bind however many there are.
 */
export const createStatement = <Values extends Record<string, unknown>, Row extends object>(query: SQL) => {
  const { sql: text, params } = dialect.sqlToQuery(query);
  return (client: Pick<Sql, 'unsafe'>, values: Values) =>
    client.unsafe<Row[]>(text, fillPlaceholders(params, values) as never[], { prepare: true });
};
