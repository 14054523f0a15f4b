import { DrizzleQueryError } from 'drizzle-orm';
import { rethrowAs } from '../errors.ts';
import { isConnectionLoss } from './connection.ts';

/**
 * SQLSTATE classes 40 (deadlocks, conflicts), 53 (insufficient resources) and 57 (operator intervention, time-outs of statements),
 * and 25006: a server that only reads, as one does in the middle of a failover.
 */
const passingStates = /^(40|53|57|25006)/;

/** Whether Postgres could not be asked, or would not do it for now. Unless the connection was lost, nothing was written. */
export const isAway = (error: unknown): boolean =>
  isConnectionLoss(error) || passingStates.test(`${(error as { code?: unknown } | null)?.code ?? ''}`);

/** What a caller has read or changed. @throws FeedlockError `postgres-unreachable`, else `internal`, and those of `work` */
export const whileReachable = async <Result>(act: string, work: () => PromiseLike<Result>): Promise<Result> => {
  try {
    return await work();
  } catch (thrown) {
    const error = thrown instanceof DrizzleQueryError ? thrown.cause : thrown;
    return rethrowAs(isAway(error) ? 'postgres-unreachable' : 'internal', act)(error);
  }
};
