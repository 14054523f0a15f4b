import { type SQL, sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import type { Claim, FeedRef, Source } from '../../machines/model.ts';
import { createBatch } from './batch.ts';
import { createStatement, type Runner } from './statement.ts';
import { underLockTimeout } from './timeouts.ts';

/** A request to import a feed, under a lock. */
export interface ClaimRequest {
  feed: FeedRef;
  /** The fence of the row when the import was asked for. */
  seen: number;
  /** Of the lease. */
  nonce: string;
}

interface Claimed extends Source {
  nonce: string;
  fence: number;
  verdict: 'claimed' | 'fresh' | 'crashed';
}

/** Claims in a row without a recorded outcome: what holds the fence dies of this feed. */
const crashLimit = 5;

const claimRows = (rowLocked: SQL) =>
  createStatement<{ requests: string }, Claimed>(sql`
  with requests as (
    select distinct on (id) *
    from json_to_recordset(${sql.placeholder('requests')}::text::json) as r (id uuid, seen bigint, nonce text)
    order by id
  ), locked as (
    select feed.id, nonce, fence, case
        when done_fence > seen then 'fresh'
        when fence - done_fence > ${crashLimit} then 'crashed'
        else 'claimed'
      end as verdict
    from feedlock.feeds feed join requests using (id)
    order by feed.id
    for update of feed ${rowLocked}
  ), minted as (
    update feedlock.feeds feed set fence = feed.fence + 1, holder = nonce
    from locked where feed.id = locked.id and verdict <> 'fresh'
    returning feed.*
  )
  select nonce, verdict, coalesce(minted.fence, locked.fence)::float8 as fence,
    minted.url, credentials, etag, last_modified as "lastModified", body_hash as "bodyHash"
  from locked left join minted using (id)`);

const claimUnlocked = claimRows(sql`skip locked`);
const claimWaiting = claimRows(sql``);

export interface Crashed {
  status: 'crashed';
  fence: number;
}

export type ClaimVerdict = Exclude<Claim, { status: 'failed' }> | Crashed | null;

/**
 * Mints the next fence of a feed, unless its outcome was recorded after the import had been asked for. Claims made at the
 * same moment are one statement, which passes over rows that others have locked; those wait for their row one by one.
 * `null`: the feed is gone.
 */
export const createClaim = (client: Sql) => {
  const claimAll = async (statement: typeof claimUnlocked, via: Runner, requests: readonly ClaimRequest[]) => {
    const rows = await statement(via, {
      requests: JSON.stringify(requests.map(({ feed, seen, nonce }) => ({ id: feed.id, seen, nonce }))),
    });
    return new Map(rows.map((row) => [row.nonce, verdictOf(row)]));
  };

  const claimPatiently = async (request: ClaimRequest): Promise<ClaimVerdict> => {
    const act = `claim ${request.feed.url}`;
    const verdicts = await underLockTimeout(client, act, (transaction) =>
      claimAll(claimWaiting, transaction, [request]),
    );
    return verdicts.get(request.nonce) ?? null;
  };

  const claimTogether = createBatch<ClaimRequest, ClaimVerdict>(async (requests) => {
    const verdicts = await claimAll(claimUnlocked, client, requests);
    return requests.map(({ nonce }) => verdicts.get(nonce) ?? null);
  });

  return async (request: ClaimRequest): Promise<ClaimVerdict> =>
    (await claimTogether(request)) ?? claimPatiently(request);
};

const verdictOf = ({ verdict, fence, nonce: _, ...source }: Claimed): Exclude<ClaimVerdict, null> =>
  verdict === 'claimed' ? { status: verdict, fence, source, at: performance.now() } : { status: verdict, fence };
