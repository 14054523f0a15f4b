import { type SQL, sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import type { FeedRef } from '../../machines/model.ts';
import { createBatch } from './batch.ts';
import { type Claimed, type ClaimVerdict, verdictOf } from './claimed.ts';
import { asMany, createStatement, type Runner } from './statement.ts';
import { underLockTimeout } from './timeouts.ts';

/** A request to import a feed, under a lock. */
export interface ClaimRequest {
  feed: FeedRef;
  /** The fence of the row when the import was asked for. */
  seen: number;
  /** Of the lease. */
  nonce: string;
}

export interface ClaimOptions {
  /** What a host's limit on a URL is kept under. */
  hostOf(url: string): string;
  /** How long a feed may go on being asked for on a condition, in ms: some servers say 304 for ever. */
  unconditionalAfter: number;
}

/** Claims in a row of which nobody has told the end: what holds the fence dies of this feed. */
export const crashLimit = 5;

const claimRows = (rowLocked: SQL, unconditionalAfter: number) => {
  // A feed that was gone and is there again is news, even if it is as it was.
  const mayAsk = sql`minted.whole_at > now() - ${unconditionalAfter} * interval '1 ms' and minted.gone_at is null`;
  return createStatement<{ requests: string; count: number }, Claimed>(sql`
  with requests as (
    select distinct on (id) *
    from json_to_recordset(${sql.placeholder('requests')}::text::json) as r (id uuid, seen bigint, nonce text, host text)
    order by id
    ${asMany}
  ), locked as (
    select feed.id, nonce, fence, merged_into, not_before, case
        when merged_into is not null then 'merged'
        when done_fence > seen then 'fresh'
        when not_before > now() then 'deferred'
        when fence - greatest(done_fence, survived_fence) > ${crashLimit} then 'crashed'
        else 'claimed'
      end as verdict
    from feedlock.feeds feed join requests using (id) left join feedlock.hosts on name = host
    order by feed.id
    for update of feed ${rowLocked}
  ), minted as (
    update feedlock.feeds feed set fence = feed.fence + 1, holder = nonce
    from locked where feed.id = locked.id and verdict in ('claimed', 'crashed')
    returning feed.*
  ), put_off as (
    update feedlock.feeds feed set next_due = not_before + random() * interval '30 s', queued_until = null
    from locked where feed.id = locked.id and verdict = 'deferred' and next_due < not_before
  ), handed_on as (
    update feedlock.feeds feed set next_due = null, queued_until = null
    from locked where feed.id = locked.id and verdict = 'merged' and next_due is not null
  )
  select nonce, verdict, coalesce(minted.fence, locked.fence)::float8 as fence,
    extract(epoch from now())::float8 * 1000 as now, extract(epoch from not_before)::float8 * 1000 as "notBefore",
    minted.url, minted.credentials, minted.limits::text,
    case when minted.gone_at is null then minted.body_hash end as "bodyHash",
    case when ${mayAsk} then minted.etag end as etag,
    case when ${mayAsk} then minted.last_modified end as "lastModified", minted.answered_by as "answeredBy",
    minted.hints::text, minted.gap, extract(epoch from minted.newest)::float8 * 1000 as newest, minted.failures,
    survivor.id as "intoId", survivor.key as "intoKey", survivor.url as "intoUrl", survivor.fence::float8 as "intoFence"
  from locked left join minted using (id) left join feedlock.feeds survivor on survivor.id = locked.merged_into`);
};

/**
 * Mints the next fence of a feed, unless its outcome was recorded after the import had been asked for, or its host is to be
 * left alone. Claims made at the same moment are one statement, which passes over rows that others have locked; those wait
 * for their row one by one. `null`: the feed is gone.
 */
export const createClaim = (client: Sql, { hostOf, unconditionalAfter }: ClaimOptions) => {
  const claimUnlocked = claimRows(sql`skip locked`, unconditionalAfter);
  const claimWaiting = claimRows(sql``, unconditionalAfter);

  const claimAll = async (statement: typeof claimUnlocked, via: Runner, requests: readonly ClaimRequest[]) => {
    const rows = await statement(via, {
      requests: JSON.stringify(
        requests.map(({ feed, seen, nonce }) => ({ id: feed.id, seen, nonce, host: hostOf(feed.url) })),
      ),
      count: requests.length,
    });
    return new Map(rows.map((row) => [row.nonce, verdictOf(row)]));
  };

  const claimPatiently = async (request: ClaimRequest): Promise<ClaimVerdict | null> => {
    const act = `claim ${request.feed.url}`;
    const verdicts = await underLockTimeout(client, act, (transaction) =>
      claimAll(claimWaiting, transaction, [request]),
    );
    return verdicts.get(request.nonce) ?? null;
  };

  const claimTogether = createBatch<ClaimRequest, ClaimVerdict | null>(async (requests) => {
    const verdicts = await claimAll(claimUnlocked, client, requests);
    return requests.map(({ nonce }) => verdicts.get(nonce) ?? null);
  });

  return async (request: ClaimRequest): Promise<ClaimVerdict | null> =>
    (await claimTogether(request)) ?? claimPatiently(request);
};
