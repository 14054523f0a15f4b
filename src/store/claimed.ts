import type { Claim, Hints, Source } from '../../machines/model.ts';

export interface Crashed {
  status: 'crashed';
  fence: number;
  /** In a row, up to now. */
  failures: number;
}

export type ClaimVerdict = Exclude<Claim, { status: 'failed' | 'lost' }> | Crashed;

/** A claim as the database answers it. JSON comes as text and times in ms: the client may read either in a way of its own. */
export interface Claimed extends Omit<Source, 'limits'> {
  nonce: string;
  verdict: ClaimVerdict['status'];
  fence: number;
  now: number;
  notBefore: number;
  limits: string | null;
  hints: string | null;
  gap: number | null;
  newest: number | null;
  failures: number;
  intoId: string;
  intoKey: string;
  intoUrl: string;
  intoFence: number;
}

const hintsOf = (json: string | null): Hints | null => {
  if (json === null) return null;
  const hints = JSON.parse(json);
  return { ...hints, base: hints.base && new Date(hints.base) };
};

const claimOf = ({ fence, limits, ...row }: Claimed): ClaimVerdict => ({
  status: 'claimed',
  fence,
  source: {
    url: row.url,
    credentials: row.credentials,
    etag: row.etag,
    lastModified: row.lastModified,
    answeredBy: row.answeredBy,
    bodyHash: row.bodyHash,
    limits: limits === null ? {} : JSON.parse(limits),
  },
  rhythm: {
    gap: row.gap,
    newest: row.newest === null ? null : new Date(row.newest),
    hints: hintsOf(row.hints),
    failures: row.failures,
  },
  at: performance.now(),
  now: new Date(row.now),
});

export const verdictOf = (row: Claimed): ClaimVerdict => {
  const { verdict, fence } = row;
  switch (verdict) {
    case 'claimed':
      return claimOf(row);
    case 'deferred':
      // By our clock, whatever that of Postgres says.
      return { status: verdict, until: new Date(Date.now() + row.notBefore - row.now) };
    case 'merged':
      return { status: verdict, into: { id: row.intoId, key: row.intoKey, url: row.intoUrl }, seen: row.intoFence };
    case 'crashed':
      return { status: verdict, fence, failures: row.failures };
    case 'fresh':
      return { status: verdict, fence };
  }
};
