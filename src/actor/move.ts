import type { FeedRef, Grant } from '../../machines/model.ts';
import { lockKeyOf } from './feed.ts';

interface Move {
  feed: FeedRef;
  fence: number;
  to: string;
}

interface MoveSteps {
  /** `taken`: another feed has that URL. */
  move(move: Move): Promise<{ status: 'moved' } | { status: 'lost' } | { status: 'taken'; by: FeedRef }>;
  merge(merge: { feed: FeedRef; fence: number; into: FeedRef }): Promise<boolean>;
  lock(key: string, url: string, signal: AbortSignal): Promise<Grant>;
}

/** How long a merge may take, in ms: the other feed's lease is not renewed. */
const mergeTime = 500;

/**
 * Moves a feed, while its own lock is held. Where another feed is already, both become one, under both locks: the other one is
 * only tried for, never waited for, so that two that move onto each other cannot block each other. Busy: at the next import.
 */
export const createMoveFeed =
  ({ move, merge, lock }: MoveSteps) =>
  async ({ feed, fence, to }: Move, signal: AbortSignal): Promise<void> => {
    const moved = await move({ feed, fence, to });
    if (moved.status !== 'taken') return;
    const { by: into } = moved;
    const { lease } = await lock(lockKeyOf(into), into.url, signal);
    if (lease === null) return;
    try {
      if (performance.now() + mergeTime < lease.deadline) await merge({ feed, fence, into });
    } finally {
      await lease.release();
    }
  };
