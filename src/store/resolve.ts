import { sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import type { FailureCode, Outcome } from '../../machines/model.ts';
import { type Clock, realClock } from '../clock.ts';
import { FeedlockError, reasonOf } from '../errors.ts';
import type { Commit } from './save.ts';
import { createStatement } from './statement.ts';

interface Recorded {
  fence: number;
  doneFence: number;
  outcome: 'imported' | 'failed' | 'gone' | null;
  created: number;
  updated: number;
  unchanged: number;
  errorCode: FailureCode;
  errorMessage: string;
}

const id = sql`${sql.placeholder('id')}::uuid`;
const fence = sql`${sql.placeholder('fence')}::bigint`;

/**
 * Waits for the row, hence for a commit of ours that still runs, and shuts out one that has yet to begin. `done_fence` stays:
 * nothing was fetched under the new fence, so whoever asked meanwhile must not be told `fresh`. Of the two fences that this took
 * one counts as a death: it may be this commit that Postgres dies of.
 */
const supersedeRow = createStatement<{ id: string; fence: number }, { id: string }>(sql`
  update feedlock.feeds set fence = fence + 1, failures = failures + 1, checked_at = now(),
    survived_fence = greatest(done_fence, survived_fence) + 1
  where id = ${id} and fence = ${fence} and done_fence < ${fence}
  returning id`);

const readRecorded = createStatement<{ id: string; fence: number }, Recorded>(sql`
  select feed.fence::float8, done_fence::float8 as "doneFence", outcome, created, import.updated,
    import.unchanged, error_code as "errorCode", error_message as "errorMessage"
  from feedlock.feeds feed left join feedlock.imports import on import.feed_id = feed.id and import.fence = ${fence}
  where feed.id = ${id}`);

export interface ResolveOptions {
  /** ms to wait for Postgres to come back after a commit whose answer was lost. */
  patience: number;
  clock?: Clock;
}

/** ms between two questions. */
const pause = 250;

/**
 * Finds out what became of a commit whose answer was lost: it either stands, or is superseded here and now so that it can
 * never come to stand.
 *
 * @throws FeedlockError `commit-unknown` when Postgres stays away
 */
export const createResolve = (client: Sql, { patience, clock = realClock }: ResolveOptions) => {
  const delay = () => new Promise<void>((done) => clock.after(pause, done));

  const ask = async ({ feed, fence, finding }: Commit, loss: unknown): Promise<Outcome> => {
    const values = { id: feed.id, fence };
    const superseded = await supersedeRow(client, values);
    if (superseded.length > 0) {
      const message = `commit the import of ${feed.url}: the connection was lost before it was done`;
      return { status: 'failed', fence, error: { code: 'commit-failed', message, cause: loss } };
    }
    const [recorded] = await readRecorded(client, values);
    return recorded ? outcomeOf(recorded, fence, finding.status) : { status: 'lost', fence };
  };

  return async (commit: Commit, loss: unknown): Promise<Outcome> => {
    const giveUp = new AbortController();
    const cancel = clock.after(patience, () => giveUp.abort(new Error(`no answer within ${patience} ms`)));
    const givenUp = rejectWhen(giveUp.signal);
    givenUp.catch(() => {});
    let reason: unknown;
    while (!giveUp.signal.aborted) {
      try {
        // A query to a server that is not there waits for ever.
        const outcome = await Promise.race([ask(commit, loss), givenUp]);
        cancel();
        return outcome;
      } catch (error) {
        reason = error;
        await delay();
      }
    }
    throw new FeedlockError(
      'commit-unknown',
      `commit the import of ${commit.feed.url}: the connection was lost, and asking again failed: ${reasonOf(reason)}`,
      { cause: loss },
    );
  };
};

const rejectWhen = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));

const outcomeOf = (recorded: Recorded, fence: number, kind: Commit['finding']['status']): Outcome => {
  const { outcome, created, updated, unchanged, errorCode, errorMessage } = recorded;
  if (outcome === 'imported') return { status: outcome, fence, created, updated, unchanged };
  if (outcome === 'gone') return { status: outcome, fence };
  if (outcome === 'failed') return { status: outcome, fence, error: { code: errorCode, message: errorMessage } };
  if (kind === 'unchanged' && recorded.doneFence === fence) return { status: 'unchanged', fence };
  return { status: 'lost', fence };
};
