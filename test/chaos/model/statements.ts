import { crashLimit } from '../../../src/store/claim.ts';
import type { Database, EventRow, Failed, Found, Import, Row } from './database.ts';

/** What a statement of the store means, told by all that its protocol hangs on. One that says otherwise is not known. */
export interface Meaning {
  says: RegExp[];
  /** The rows that it locks. */
  locks(values: readonly unknown[]): string[];
  /** Carries it out on those of its rows that nobody else holds. */
  run(database: Database, values: readonly unknown[], isFree: (id: string) => boolean): object[];
}

interface ClaimRow {
  id: string;
  seen: number;
  nonce: string;
}

/** JSON and numbers are what the store sends. */
const parsed = <Value>(value: unknown): Value => JSON.parse(String(value)) as Value;

/** A row whose last commit, perhaps, was lost and shut out, which somebody has lived to do. */
type Survived = Row & { survivedFence?: number };

const verdictOf = ({ fence, doneFence, survivedFence = 0 }: Survived, { seen }: ClaimRow) => {
  if (doneFence > seen) return 'fresh';
  return fence - Math.max(doneFence, survivedFence) > crashLimit ? 'crashed' : 'claimed';
};

const claim: Meaning = {
  says: [
    /as r \(id uuid, seen bigint, nonce text, host text\)/,
    /when done_fence > seen then 'fresh'/,
    /when fence - greatest\(done_fence, survived_fence\) > 5 then 'crashed'/,
    /for update of feed/,
    /set fence = feed\.fence \+ 1, holder = nonce\s+from locked where feed\.id = locked\.id and verdict in \('claimed', 'crashed'\)/,
  ],
  locks: ([requests]) => parsed<ClaimRow[]>(requests).map(({ id }) => id),
  run: (database, [requests], isFree) => {
    const ofEach = new Map(parsed<ClaimRow[]>(requests).map((request) => [request.id, request]));
    return [...ofEach.values()].flatMap((request) => {
      const row = database.rows.get(request.id);
      if (row === undefined || !isFree(request.id)) return [];
      const verdict = verdictOf(row, request);
      if (verdict !== 'fresh') database.mint(request.id, request.nonce);
      return [{ ...row, ...asClaimed, nonce: request.nonce, verdict }];
    });
  },
};

/** What a claim tells and the model does not keep. */
const asClaimed = { now: 0, notBefore: 0, credentials: null, limits: null, hints: null, gap: null, newest: null };

interface UnchangedRow {
  id: string;
  fence: number;
  etag: string | null;
  last_modified: string | null;
  answered_by: string | null;
}

const unchanged: Meaning = {
  says: [
    /as c \(id uuid, fence bigint, etag text/,
    /from feedlock\.feeds join commits using \(id, fence\)\s+order by id\s+for update of feeds/,
    /set\s+done_fence = feed\.fence/,
  ],
  locks: ([commits]) => parsed<UnchangedRow[]>(commits).map(({ id }) => id),
  run: (database, [commits], isFree) =>
    parsed<UnchangedRow[]>(commits).flatMap(({ id, fence, etag, last_modified: lastModified, answered_by }) => {
      const validators = { etag, lastModified, answeredBy: answered_by };
      const recorded = isFree(id) && database.recordUnchanged({ id, fence, partition: 0, validators });
      return recorded ? [{ id, moveTo: null }] : [];
    }),
};

const importOf = ([id, fence, about, info, entries]: readonly unknown[]): Import => {
  const { partition } = parsed<{ partition: number }>(about);
  const { etag, last_modified, answered_by, body_hash } = parsed<Record<string, string | null>>(info);
  return {
    id: String(id),
    fence: Number(fence),
    partition,
    validators: {
      etag: etag ?? null,
      lastModified: last_modified ?? null,
      answeredBy: answered_by ?? null,
      bodyHash: body_hash ?? null,
    },
    entries: parsed<Import['entries']>(entries),
  };
};

const save: Meaning = {
  says: [
    /from feedlock\.feeds where id = \$1::uuid and fence = \$2::bigint and true\s+for update/,
    /insert into feedlock\.imports/,
    /insert into feedlock\.outbox/,
    /json_to_record\(\$3::text::json\)/,
    /json_populate_record\(null::feedlock\.feeds, \$4::text::json\)/,
    /json_to_recordset\(\$5::text::json\)/,
    /update feedlock\.feeds set\s+done_fence = \$2::bigint/,
  ],
  locks: ([id]) => [String(id)],
  run: (database, values) => {
    const counts = database.save(importOf(values));
    return counts ? [{ ...counts, moveTo: null }] : [];
  },
};

const failure: Meaning = {
  says: [
    /as f \(id uuid, fence bigint, node text/,
    /from feedlock\.feeds join failure using \(id, fence\)\s+for update of feeds/,
    /insert into feedlock\.imports/,
    /insert into feedlock\.outbox/,
    /set\s+done_fence = feed\.fence/,
  ],
  locks: ([found]) => [parsed<Failed>(found).id],
  run: (database, [found]) => (database.recordFailure(parsed<Failed>(found)) ? [{ isGone: false }] : []),
};

const foundUnder = (id: unknown, fence: unknown): Pick<Found, 'id' | 'fence'> => ({
  id: String(id),
  fence: Number(fence),
});

const supersede: Meaning = {
  says: [
    /^\s*update feedlock\.feeds set fence = fence \+ 1, failures = failures \+ 1/,
    /survived_fence = greatest\(done_fence, survived_fence\) \+ 1\s+where/,
    /where id = \$1::uuid and fence = \$2::bigint and done_fence < \$2::bigint/,
  ],
  locks: ([id]) => [String(id)],
  run: (database, [id, fence]) => {
    const row: Survived | null = database.supersede(foundUnder(id, fence));
    if (row === null) return [];
    row.survivedFence = Math.max(row.doneFence, row.survivedFence ?? 0) + 1;
    return [{ id }];
  },
};

const readRecorded: Meaning = {
  says: [/import\.feed_id = feed\.id and import\.fence = \$1::bigint\s+where feed\.id = \$2::uuid/],
  locks: () => [],
  run: ({ rows, imports }, [fence, id]) => {
    const row = rows.get(String(id));
    if (row === undefined) return [];
    const recorded = imports.find((one) => one.feed === id && one.fence === fence);
    return [{ outcome: null, ...recorded, fence: row.fence, doneFence: row.doneFence }];
  },
};

const takeEvents: Meaning = {
  says: [/pg_try_advisory_xact_lock/, /order by outbox\.id limit 200\s+for update/, /order by event\.id/],
  locks: ([partitions]) => parsed<number[]>(partitions).map((partition) => `partition ${partition}`),
  run: ({ outbox }, [partitions], isFree) => {
    const wanted = new Set(parsed<number[]>(partitions).filter((partition) => isFree(`partition ${partition}`)));
    const taken = outbox.filter(({ partition }) => wanted.has(partition));
    return taken.map(({ data, ...event }) => ({ ...event, data: JSON.stringify(data) }));
  },
};

const deleteEvents: Meaning = {
  says: [/^\s*delete from feedlock\.outbox/, /where id = acknowledged\.value::bigint/],
  locks: () => [],
  run: ({ outbox }, [ids]) => {
    const gone = new Set(parsed<number[]>(ids));
    const kept = outbox.filter(({ id }) => !gone.has(id));
    outbox.splice(0, outbox.length, ...kept);
    return [];
  },
};

const pendingPartitions: Meaning = {
  says: [/^\s*select partition from generate_series\(0, 15\) partition/],
  locks: () => [],
  run: ({ outbox }) =>
    [...new Set(outbox.map(({ partition }: EventRow) => partition))].sort().map((partition) => ({ partition })),
};

const setting: Meaning = { says: [/^\s*select set_config\('(lock_timeout|idle_in)/], locks: () => [], run: () => [] };

const meanings = [
  ...[claim, unchanged, save, failure, supersede, readRecorded],
  ...[takeEvents, deleteEvents, pendingPartitions, setting],
];

const known = new Map<string, Meaning>();

/** @throws Error for a statement that the model has not been taught */
export const meaningOf = (text: string): Meaning => {
  const meaning = known.get(text) ?? meanings.find(({ says }) => says.every((phrase) => phrase.test(text)));
  if (meaning === undefined) throw new Error(`the model does not know this statement: ${text}`);
  known.set(text, meaning);
  return meaning;
};
