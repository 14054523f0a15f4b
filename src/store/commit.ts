import type { Sql } from 'postgres';
import type { Committed, Outcome } from '../../machines/model.ts';
import { rethrowAs } from '../errors.ts';
import { isConnectionLoss } from './connection.ts';
import { createRecordFailure } from './failure.ts';
import { isAway } from './reachable.ts';
import { createResolve, type ResolveOptions } from './resolve.ts';
import { type Commit, createSave, type SaveOptions } from './save.ts';
import { lockNotAvailable } from './timeouts.ts';
import { createRecordUnchanged } from './unchanged.ts';

export interface CommitOptions extends SaveOptions, ResolveOptions {
  /** What a host's limit on a URL is kept under. */
  hostOf(url: string): string;
}

const settled = (outcome: Outcome): Committed => ({ status: 'settled', outcome });

const unlessMoved = (moveTo: string | null, outcome: Outcome): Committed =>
  moveTo === null ? settled(outcome) : { status: 'moved', outcome, to: moveTo };

/**
 * Commits what an import found, under its fence, and says how the import ended.
 *
 * @throws FeedlockError `feed-row-busy` and `postgres-unreachable`, with which nothing was written, and `commit-unknown`
 */
export const createCommit = (client: Sql, options: CommitOptions) => {
  const save = createSave(client, options);
  const recordUnchanged = createRecordUnchanged(client, options);
  const recordFailure = createRecordFailure(client, options);
  const resolve = createResolve(client, options);

  const write = async (commit: Commit): Promise<Committed> => {
    const { fence, finding } = commit;
    const lost = settled({ status: 'lost', fence });
    switch (finding.status) {
      case 'imported': {
        const saved = await save({ ...commit, finding });
        if (saved === null) return lost;
        const { created, updated, moveTo } = saved;
        const unchanged = finding.entries.length - created - updated;
        return unlessMoved(moveTo, { status: 'imported', fence, created, updated, unchanged });
      }
      case 'unchanged': {
        const recorded = await recordUnchanged({ ...commit, finding });
        return recorded ? unlessMoved(recorded.moveTo, { status: 'unchanged', fence }) : lost;
      }
      default: {
        const recorded = await recordFailure({ ...commit, finding });
        if (recorded === null) return lost;
        return settled(recorded.isGone ? { status: 'gone', fence } : { status: 'failed', fence, error: finding.error });
      }
    }
  };

  return (commit: Commit): Promise<Committed> =>
    write(commit).catch(async (error) => {
      if (isConnectionLoss(error)) return settled(await resolve(commit, error));
      const act = `commit the import of ${commit.feed.url}`;
      if (error.code === lockNotAvailable) return rethrowAs('feed-row-busy', act)(error);
      if (isAway(error)) return rethrowAs('postgres-unreachable', act)(error);
      throw error;
    });
};
