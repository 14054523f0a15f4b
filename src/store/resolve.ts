import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import type { FailureCode, Outcome } from '../../machines/model.ts';
import { FeedlockError, reasonOf } from '../errors.ts';
import type { Commit } from './save.ts';
import { createStatement } from './statement.ts';

interface Recorded {
  fence: number;
  doneFence: number;
  outcome: 'imported' | 'failed' | null;
  created: number;
  updated: number;
  unchanged: number;
  errorCode: FailureCode;
  errorMessage: string;
}

const id = sql`${sql.placeholder('id')}::uuid`;
const fence = sql`${sql.placeholder('fence')}::bigint`;

/** Waits for the row, hence for a commit of ours that still runs, and shuts out one that has yet to begin. */
const supersedeRow = createStatement<{ id: string; fence: number }, { id: string }>(sql`
  update feedlock.feeds set fence = fence + 1, done_fence = fence + 1, failures = failures + 1, checked_at = now()
  where id = ${id} and fence = ${fence} and done_fence < ${fence}
  returning id`);

const readRecorded = createStatement<{ id: string; fence: number }, Recorded>(sql`
  select feed.fence::float8, done_fence::float8 as "doneFence", outcome, created, updated, import.unchanged,
    error_code as "errorCode", error_message as "errorMessage"
  from feedlock.feeds feed left join feedlock.imports import on import.feed_id = feed.id and import.fence = ${fence}
  where feed.id = ${id}`);

const pause = 250;

/**
 * Finds out what became of a commit whose answer was lost: it either stands, or is superseded here and now so that it can
 * never come to stand. Keeps asking for `patience` ms.
 *
 * @throws FeedlockError `commit-unknown` when Postgres stays away
 */
export const createResolve =
  (client: Sql, patience: number) =>
  async ({ feed, fence, finding }: Commit, loss: unknown): Promise<Outcome> => {
    const values = { id: feed.id, fence };
    const ask = async (): Promise<Outcome> => {
      const superseded = await supersedeRow(client, values);
      const act = `commit the import of ${feed.url}`;
      if (superseded.length > 0)
        return {
          status: 'failed',
          fence,
          error: { code: 'commit-failed', message: `${act}: the connection was lost before it was done`, cause: loss },
        };
      const [recorded] = await readRecorded(client, values);
      return recorded ? outcomeOf(recorded, fence, finding.kind) : { status: 'lost', fence };
    };

    for (const until = performance.now() + patience; ; await delay(pause)) {
      try {
        return await ask();
      } catch (error) {
        if (performance.now() > until)
          throw new FeedlockError(
            'commit-unknown',
            `commit the import of ${feed.url}: the connection was lost, and asking again failed: ${reasonOf(error)}`,
            { cause: loss },
          );
      }
    }
  };

const outcomeOf = (recorded: Recorded, fence: number, kind: Commit['finding']['kind']): Outcome => {
  const { outcome, created, updated, unchanged, errorCode, errorMessage } = recorded;
  if (outcome === 'imported') return { status: outcome, fence, created, updated, unchanged };
  if (outcome === 'failed') return { status: outcome, fence, error: { code: errorCode, message: errorMessage } };
  if (kind === 'unchanged' && recorded.doneFence === fence) return { status: 'unchanged', fence };
  return { status: 'lost', fence };
};
