import type { Sql } from 'postgres';
import type { Claim } from '../../machines/model.ts';
import { type ClaimOptions, type ClaimRequest, createClaim } from './claim.ts';
import { type CommitOptions, createCommit } from './commit.ts';
import { createCompare } from './compare.ts';
import { createAskAgain, createPutOff, createTakeDue } from './due.ts';
import { createSetLimits } from './feed-limits.ts';
import { createFind } from './find.ts';
import { createLimitHost, createNotBefore } from './host-limit.ts';
import { createIdentify } from './identify.ts';
import { createLists } from './lists.ts';
import { createMerge } from './merge.ts';
import { createMintFence } from './mint.ts';
import { createMove } from './move.ts';
import { createPrune } from './prune.ts';
import { whileReachable } from './reachable.ts';
import { createRegister } from './register.ts';
import { createRemove } from './remove.ts';
import { createRetention } from './retention.ts';
import type { RetentionOptions } from './retention-options.ts';
import { createSurvive } from './survive.ts';
import { createTally } from './tally.ts';
import { createUndoMove } from './undo.ts';

export interface StoreOptions extends CommitOptions, ClaimOptions {
  /** ms from a failure to the next import of a feed that is polled, by how many there were in a row. */
  backOff(failures: number): number;
  /** ms for which a due feed that was taken to be queued is not taken again. */
  visibility: number;
  retention: RetentionOptions;
}

/** All that feedlock keeps in Postgres. */
export const createStore = (client: Sql, options: StoreOptions) => {
  const mint = createClaim(client, options);
  const commit = createCommit(client, options);

  const claim = async (request: ClaimRequest): Promise<Claim> => {
    const { feed } = request;
    const verdict = await whileReachable(`claim ${feed.url}`, () => mint(request));
    if (verdict === null) {
      const message = `claim ${feed.url}: the feed has been removed`;
      return { status: 'failed', fence: null, error: { code: 'feed-removed', message } };
    }
    if (verdict.status !== 'crashed') return verdict;

    // Recording the failure is what lets the next request try again.
    const message = `claim ${feed.url}: its last imports ended without an outcome, as if whoever ran them had died`;
    const error = { code: 'crashed', message } as const;
    const finding = { status: 'failed', httpStatus: null, error, limit: null } as const;
    const rhythm = { gap: null, newest: null };
    const dueIn = options.backOff(verdict.failures + 1);
    await commit({ feed, fence: verdict.fence, finding, tookMs: 0, rhythm, dueIn });
    return { status: 'failed', fence: verdict.fence, error };
  };

  return {
    identify: createIdentify(client),
    find: createFind(client),
    ...createRegister(client),
    remove: createRemove(client),
    takeDue: createTakeDue(client, options.visibility),
    askAgain: createAskAgain(client),
    putOff: createPutOff(client),
    claim,
    compare: createCompare(client),
    commit,
    survive: createSurvive(client),
    prune: createPrune(client),
    move: createMove(client, options.events),
    merge: createMerge(client, options.events),
    undoMove: createUndoMove(client),
    setLimits: createSetLimits(client),
    notBefore: createNotBefore(client),
    limitHost: createLimitHost(client, options.hostOf),
    mintFence: createMintFence(client),
    forget: createRetention(client, options.retention),
    tally: createTally(client),
    ...createLists(client),
  };
};

export type Store = ReturnType<typeof createStore>;
