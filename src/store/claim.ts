import { sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import type { Claim, FeedRef, Source } from '../../machines/model.ts';
import { createBatch } from './batch.ts';
import { createStatement } from './statement.ts';
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

const claimRows = createStatement<{ requests: string; limit: number }, Claimed>(sql`
  with requests as (
    select distinct on (id) *
    from json_to_recordset(${sql.placeholder('requests')}::text::json) as r (id uuid, seen bigint, nonce text)
    order by id
  ), locked as (
    select feed.id, nonce, fence, case
        when done_fence > seen then 'fresh'
        when fence - done_fence > ${sql.placeholder('limit')}::int then 'crashed'
        else 'claimed'
      end as verdict
    from feedlock.feeds feed join requests using (id)
    order by feed.id
    for update of feed skip locked
  ), minted as (
    update feedlock.feeds feed set fence = feed.fence + 1, holder = nonce
    from locked where feed.id = locked.id and verdict <> 'fresh'
    returning feed.*
  )
  select nonce, verdict, coalesce(minted.fence, locked.fence)::float8 as fence,
    minted.url, credentials, etag, last_modified as "lastModified", body_hash as "bodyHash"
  from locked left join minted using (id)`);

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
  const claimAll = async (via: Pick<Sql, 'unsafe'>, requests: readonly ClaimRequest[]) => {
    const rows = await claimRows(via, {
      requests: JSON.stringify(requests.map(({ feed, seen, nonce }) => ({ id: feed.id, seen, nonce }))),
      limit: crashLimit,
    });
    return new Map(rows.map((row) => [row.nonce, verdictOf(row)]));
  };

  const claimPatiently = (request: ClaimRequest): Promise<ClaimVerdict | Error> =>
    underLockTimeout(client, `claim ${request.feed.url}`, (transaction) => claimAll(transaction, [request])).then(
      (verdicts) => verdicts.get(request.nonce) ?? null,
      (error: Error) => error,
    );

  return createBatch<ClaimRequest, ClaimVerdict>(async (requests) => {
    const verdicts = await claimAll(client, requests);
    return Promise.all(requests.map((request) => verdicts.get(request.nonce) ?? claimPatiently(request)));
  });
};

const verdictOf = ({ verdict, fence, nonce: _, ...source }: Claimed): Exclude<ClaimVerdict, null> =>
  verdict === 'claimed' ? { status: verdict, fence, source, at: performance.now() } : { status: verdict, fence };
