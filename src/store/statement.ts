import { is, Param, Placeholder, type SQL, sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import type { Sql } from 'postgres';

/** What carries out a statement: a pool, or a transaction. */
export type Runner = Pick<Sql, 'unsafe'>;

/** Drizzle numbers each occurrence of a placeholder anew; here one name is one parameter, and a number is a constant. */
const compile = (query: SQL) => {
  const names: string[] = [];
  const dialect = Object.assign(new PgDialect(), {
    escapeParam: (_: number, chunk: unknown) => {
      const value = is(chunk, Param) ? chunk.value : chunk;
      if (typeof value === 'number') return `${value}`;
      if (!is(value, Placeholder)) throw new TypeError('a statement takes its values as placeholders');
      if (!names.includes(value.name)) names.push(value.name);
      return `$${names.indexOf(value.name) + 1}`;
    },
  });
  return { text: dialect.sqlToQuery(query).sql, names };
};

/** To be put behind a list that came as JSON. Not told how long it is, the planner takes it for so long that it reads whole tables for it. */
export const asMany = sql`limit ${sql.placeholder('count')}::int`;

/**
 * A statement whose text is built once, and which every connection prepares once. Rows go in as one JSON parameter: one
 * value to serialise and bind however many there are.
 */
export const createStatement = <Values extends Record<string, string | number>, Row extends object>(query: SQL) => {
  const { text, names } = compile(query);
  return (via: Runner, values: Values) =>
    via.unsafe<Row[]>(
      text,
      names.map((name) => values[name] ?? null),
      { prepare: true },
    );
};
