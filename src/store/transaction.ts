import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Sql, TransactionSql } from 'postgres';

const never = new Promise<never>(() => undefined);

/**
 * `client.begin`, safe against a lost connection: postgres.js would send its COMMIT or ROLLBACK on the socket that is gone,
 * an error which nobody can catch. So `run` is never allowed to end once the connection has; `lost` tells it before it
 * sends another statement.
 */
export const transact = async <Result>(
  client: Sql,
  run: (transaction: TransactionSql, lost: AbortSignal) => Promise<Result>,
): Promise<Result> => {
  const connection = new AbortController();
  const { signal: lost } = connection;
  const fail = async (error: unknown) => {
    // A statement hears of the loss a moment before the transaction does.
    await nextTurn();
    return lost.aborted ? never : Promise.reject(error);
  };
  try {
    return (await client.begin((transaction) =>
      run(transaction, lost).then((result) => (lost.aborted ? never : result), fail),
    )) as Result;
  } catch (error) {
    connection.abort(error);
    throw error;
  }
};
