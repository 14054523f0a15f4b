import { DrizzleQueryError } from 'drizzle-orm';
import { rethrowAs } from '../errors.ts';
import { isConnectionLoss } from './connection.ts';

/** SQLSTATE classes 53 (insufficient resources) and 57 (operator intervention, time-outs of statements). */
const busyStates = /^5[37]/;

const isAway = (error: unknown): boolean =>
  isConnectionLoss(error) || busyStates.test(`${(error as { code?: unknown } | null)?.code ?? ''}`);

/** What a caller has read or changed. @throws FeedlockError `postgres-unreachable`, else `internal`, and those of `work` */
export const whileReachable = async <Result>(act: string, work: () => PromiseLike<Result>): Promise<Result> => {
  try {
    return await work();
  } catch (thrown) {
    const error = thrown instanceof DrizzleQueryError ? thrown.cause : thrown;
    return rethrowAs(isAway(error) ? 'postgres-unreachable' : 'internal', act)(error);
  }
};
