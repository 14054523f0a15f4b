import type { FeedRef } from '../../../machines/model.ts';

/** The row of a feed, as far as the protocol reads and writes it. */
export interface Row extends FeedRef {
  fence: number;
  /** The newest fence, whatever is made of `fence`. */
  minted: number;
  doneFence: number;
  holder: string | null;
  etag: string | null;
  lastModified: string | null;
  answeredBy: string | null;
  bodyHash: string | null;
  failures: number;
}

export interface ImportRow {
  feed: string;
  fence: number;
  outcome: 'imported' | 'failed';
  created: number;
  updated: number;
  unchanged: number;
  errorCode: string | null;
  errorMessage: string | null;
  /** How many events it was announced by. */
  events: number;
}

export interface EventRow {
  id: number;
  partition: number;
  feedId: string;
  fence: number;
  index: number;
  type: string;
  data: object;
  at: number;
}

interface EntryRow {
  id: number;
  hash: string;
}

/** What a commit brings. */
export interface Found {
  id: string;
  fence: number;
  partition: number;
}

export interface Import extends Found {
  validators: Pick<Row, 'etag' | 'lastModified' | 'answeredBy' | 'bodyHash'>;
  /** Without a hash: one that the store has as it is. */
  entries: { identity: string; hash?: string }[];
}

export interface Failed extends Found {
  code: string;
  message: string;
}

/** The tables, and what the statements do to them: each at one moment. Who else holds a row is not asked here. */
export interface Database {
  rows: Map<string, Row>;
  imports: ImportRow[];
  /** Under which fence each import was written down, and which was the newest then. */
  settled: { feed: string; fence: number; newest: number }[];
  /** By feed and identity. */
  entries: Map<string, Map<string, EntryRow[]>>;
  outbox: EventRow[];
  add(feed: FeedRef): void;
  /** Mints the next fence. `null`: there is no such row. */
  mint(id: string, nonce: string): Row | null;
  /** Those below: `null`, and nothing is written, unless the row is there under this fence. */
  save(commit: Import): { created: number; updated: number } | null;
  recordUnchanged(commit: Found & { validators: Omit<Import['validators'], 'bodyHash'> }): Row | null;
  recordFailure(commit: Failed): Row | null;
  /** And no outcome is recorded under it. */
  supersede(commit: Pick<Found, 'id' | 'fence'>): Row | null;
  announce(commit: Found, type: string, data: object, index?: number): void;
}

const bare = { holder: null, etag: null, lastModified: null, answeredBy: null, bodyHash: null };

export const createDatabase = (now: () => number): Database => {
  const rows: Database['rows'] = new Map();
  const imports: ImportRow[] = [];
  const settled: Database['settled'] = [];
  const entries: Database['entries'] = new Map();
  const outbox: EventRow[] = [];
  let ids = 0;

  const under = ({ id, fence }: Pick<Found, 'id' | 'fence'>) => {
    const row = rows.get(id);
    return row?.fence === fence ? row : null;
  };

  const mint = (row: Row) => {
    row.fence += 1;
    row.minted = row.fence;
    return row;
  };
  const settle = (row: Row, fence: number) => {
    row.doneFence = fence;
    settled.push({ feed: row.id, fence, newest: row.minted });
    return row;
  };

  const announce: Database['announce'] = ({ id, fence, partition }, type, data, index = 0) => {
    outbox.push({ id: ++ids, partition, feedId: id, fence, index, type, data, at: now() });
  };

  const requireFirst = ({ id, fence: under }: Found) => {
    if (!imports.some(({ feed, fence }) => feed === id && fence === under)) return;
    throw Object.assign(new Error('duplicate key value violates unique constraint'), { code: '23505' });
  };

  const write = ({ id, entries: incoming }: Import) => {
    const known = entries.get(id) ?? new Map<string, EntryRow[]>();
    entries.set(id, known);
    const counts = { created: 0, updated: 0 };
    for (const { identity, hash } of incoming) {
      const [entry] = known.get(identity) ?? [];
      if (hash === undefined || entry?.hash === hash) continue;
      counts[entry ? 'updated' : 'created']++;
      if (entry) entry.hash = hash;
      else known.set(identity, [{ id: ++ids, hash }]);
    }
    return counts;
  };

  const blank = { created: 0, updated: 0, unchanged: 0, errorCode: null, errorMessage: null };

  return {
    rows,
    imports,
    settled,
    entries,
    outbox,
    announce,

    add: (feed) => {
      rows.set(feed.id, { ...bare, ...feed, fence: 0, minted: 0, doneFence: 0, failures: 0 });
    },

    mint: (id, nonce) => {
      const row = rows.get(id);
      return row ? Object.assign(mint(row), { holder: nonce }) : null;
    },

    save: (commit) => {
      const row = under(commit);
      if (row === null) return null;
      requireFirst(commit);
      const { id: feed, fence, validators } = commit;
      const isNew = row.doneFence === 0;
      const counts = write(commit);
      const isNews = isNew || counts.created + counts.updated > 0;
      const unchanged = commit.entries.length - counts.created - counts.updated;
      imports.push({ ...blank, ...counts, feed, fence, outcome: 'imported', unchanged, events: isNews ? 1 : 0 });
      if (isNews) announce(commit, 'feed.imported', counts);
      Object.assign(settle(row, fence), validators, { failures: 0 });
      return counts;
    },

    recordUnchanged: (commit) => {
      const row = under(commit);
      return row && Object.assign(settle(row, commit.fence), commit.validators, { failures: 0 });
    },

    recordFailure: (commit) => {
      const row = under(commit);
      if (row === null) return null;
      requireFirst(commit);
      const { id: feed, fence, code, message } = commit;
      imports.push({ ...blank, feed, fence, outcome: 'failed', errorCode: code, errorMessage: message, events: 1 });
      announce(commit, 'feed.failed', { code });
      return Object.assign(settle(row, fence), { failures: row.failures + 1 });
    },

    supersede: (commit) => {
      const row = under(commit);
      if (row === null || row.doneFence >= commit.fence) return null;
      return Object.assign(mint(row), { failures: row.failures + 1 });
    },
  };
};
