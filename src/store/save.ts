import type { Sql } from 'postgres';
import type { FeedRef, Finding, ReadEntry, Rhythm } from '../../machines/model.ts';
import type { EventDetail } from './event-detail.ts';
import { feedColumnsOf } from './feed-columns.ts';
import type { MoveEvidence } from './move-evidence.ts';
import { partitionOf } from './partition.ts';
import { deletePieces, fromParameter, fromPieces, pieceSize, piecesOf, putDown } from './pieces.ts';
import { saveRows } from './save-rows.ts';

export interface Commit<Found extends Finding = Finding> {
  feed: FeedRef;
  fence: number;
  finding: Found;
  /** ms since the claim. */
  tookMs: number;
  rhythm: Pick<Rhythm, 'gap' | 'newest'>;
  /** ms from now to the next import of a feed that is polled. */
  dueIn: number;
}

export type Imported = Commit<Extract<Finding, { status: 'imported' }>>;

export interface SaveOptions {
  node: string;
  events: EventDetail;
  moves: MoveEvidence;
}

/** Of one that the store has as it is only the names are of interest. */
const packed = ({ identity, alias, json }: ReadEntry): string => json ?? JSON.stringify({ identity, alias });

/**
 * Commits an import under its fence: in one statement, hence in one transaction and one round trip, but for entries that are
 * too much for that. `null`: the fence has been superseded, nothing was written.
 */
export const createSave = (client: Sql, { node, events, moves }: SaveOptions) => {
  const save = saveRows(moves, fromParameter);
  const savePieces = saveRows(moves, fromPieces);

  const importOf = ({ feed, finding: { document }, tookMs, dueIn }: Imported): object => ({
    node,
    detail: events,
    partition: partitionOf(feed.id),
    http_status: document.httpStatus,
    bytes: document.size,
    took_ms: tookMs,
    due_in: dueIn,
  });

  return async (commit: Imported) => {
    const { feed, fence, finding, rhythm } = commit;
    // Numbered from the last on: most feeds begin with the newest, and where dates say nothing the numbers tell the order.
    const entries = finding.entries.map(packed).reverse();
    const values = {
      id: feed.id,
      fence,
      import: JSON.stringify(importOf(commit)),
      info: JSON.stringify(feedColumnsOf(finding, rhythm)),
    };
    if (entries.reduce((size, json) => size + json.length, 0) < pieceSize) {
      const [saved] = await save(client, { ...values, entries: `[${entries}]` });
      return saved ?? null;
    }
    const pieces = await putDown(client, { id: feed.id, fence, pieces: piecesOf(entries) });
    const [saved] = await savePieces(client, { ...values, pieces });
    if (saved === undefined) await deletePieces(client, { id: feed.id, fence });
    return saved ?? null;
  };
};
