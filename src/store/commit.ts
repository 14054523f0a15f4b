import type { Sql } from 'postgres';
import type { Outcome } from '../../machines/model.ts';
import { FeedlockError, reasonOf } from '../errors.ts';
import { isConnectionLoss } from './connection.ts';
import { createRecordFailure, createRecordUnchanged } from './record.ts';
import { createResolve } from './resolve.ts';
import { type Commit, createSave, type EventDetail } from './save.ts';
import { lockNotAvailable } from './timeouts.ts';

export interface CommitOptions {
  node: string;
  events: EventDetail;
  /** ms to wait for Postgres to come back after a commit whose answer was lost. */
  patience: number;
}

/** Commits what an import found, under its fence, and says how the import ended. */
export const createCommit = (client: Sql, { node, events, patience }: CommitOptions) => {
  const save = createSave(client, node, events);
  const recordUnchanged = createRecordUnchanged(client);
  const recordFailure = createRecordFailure(client, node, events);
  const resolve = createResolve(client, patience);

  const write = async (commit: Commit): Promise<Outcome> => {
    const { fence, finding } = commit;
    const lost: Outcome = { status: 'lost', fence };
    switch (finding.status) {
      case 'imported': {
        const counts = await save({ ...commit, finding });
        return counts
          ? {
              status: 'imported',
              fence,
              ...counts,
              unchanged: finding.entries.length - counts.created - counts.updated,
            }
          : lost;
      }
      case 'unchanged':
        return (await recordUnchanged({ ...commit, finding })) ? { status: 'unchanged', fence } : lost;
      case 'failed':
        return (await recordFailure({ ...commit, finding })) ? { status: 'failed', fence, error: finding.error } : lost;
    }
  };

  return (commit: Commit): Promise<Outcome> =>
    write(commit).catch((error) => {
      if (isConnectionLoss(error)) return resolve(commit, error);
      if (error.code !== lockNotAvailable) throw error;
      throw new FeedlockError('feed-row-busy', `commit the import of ${commit.feed.url}: ${reasonOf(error)}`, {
        cause: error,
      });
    });
};
