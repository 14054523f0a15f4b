import type { Sql } from 'postgres';
import type { Claim } from '../../machines/model.ts';
import { type ClaimRequest, createClaim } from './claim.ts';
import { type CommitOptions, createCommit } from './commit.ts';
import { createIdentify } from './identify.ts';
import { createLists } from './lists.ts';
import { createMintFence } from './mint.ts';

/** All that feedlock keeps in Postgres. */
export const createStore = (client: Sql, options: CommitOptions) => {
  const mint = createClaim(client);
  const commit = createCommit(client, options);

  const claim = async (request: ClaimRequest): Promise<Claim> => {
    const { feed } = request;
    const verdict = await mint(request);
    if (verdict === null) {
      const message = `claim ${feed.url}: the feed has been removed`;
      return { status: 'failed', fence: null, error: { code: 'feed-removed', message } };
    }
    if (verdict.status !== 'crashed') return verdict;

    // Recording the failure is what lets the next request try again.
    const message = `claim ${feed.url}: its last imports ended without an outcome, as if whoever ran them had died`;
    const error = { code: 'crashed', message } as const;
    const finding = { status: 'failed', httpStatus: null, error } as const;
    await commit({ feed, fence: verdict.fence, finding, tookMs: 0 });
    return { status: 'failed', fence: verdict.fence, error };
  };

  return {
    identify: createIdentify(client),
    claim,
    commit,
    mintFence: createMintFence(client),
    ...createLists(client),
  };
};
