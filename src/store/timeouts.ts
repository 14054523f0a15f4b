import type { Sql, TransactionSql } from 'postgres';
import { FeedlockError } from '../errors.ts';
import { transact } from './transaction.ts';

/** How long a statement waits for a row that another import holds, in ms. */
const lockTimeout = 5_000;

/**
 * Bounds for connections of our own, in ms: a frozen or vanished node must not hold a row that its successor needs. The
 * server looks every second whether the client of a running statement is still there.
 */
export const connectionTimeouts = {
  lock_timeout: lockTimeout,
  statement_timeout: 10_000,
  idle_in_transaction_session_timeout: 5_000,
  client_connection_check_interval: 1_000,
};

export const lockNotAvailable = '55P03';

/** Runs statements that wait for locked rows, but not for ever, on whatever connection. @throws FeedlockError `feed-row-busy` */
export const underLockTimeout = async <Result>(
  client: Sql,
  act: string,
  run: (transaction: TransactionSql) => Promise<Result>,
): Promise<Result> => {
  try {
    return await transact(client, async (transaction) => {
      await transaction`select set_config('lock_timeout', ${`${lockTimeout}`}, true)`;
      return run(transaction);
    });
  } catch (error) {
    if ((error as { code?: string }).code !== lockNotAvailable) throw error;
    throw new FeedlockError('feed-row-busy', `${act}: its row was locked for more than ${lockTimeout} ms`, {
      cause: error,
    });
  }
};
