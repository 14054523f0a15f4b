import { type SQL, sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import { createStatement } from './statement.ts';

/** Characters that go to Postgres at a time. To send more would keep the event loop for too long. */
export const pieceSize = 2 ** 19;

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code < 0xdc00;

/** Where to cut, so that both halves are text. */
const cutOf = (text: string): number => (isHighSurrogate(text.charCodeAt(pieceSize - 1)) ? pieceSize - 1 : pieceSize);

/** A JSON array of these, in pieces. */
export function* piecesOf(jsons: Iterable<string>): Generator<string> {
  let piece = '[';
  for (const json of jsons) {
    piece += piece === '[' ? json : `,${json}`;
    while (piece.length > pieceSize) {
      const cut = cutOf(piece);
      yield piece.slice(0, cut);
      piece = piece.slice(cut);
    }
  }
  yield `${piece}]`;
}

/** An import, and the pieces of its entries. */
interface Pieces {
  id: string;
  fence: number;
  pieces: Iterable<string>;
}

type Key = { id: string; fence: number };

const id = sql`${sql.placeholder('id')}::uuid`;
const fence = sql`${sql.placeholder('fence')}::bigint`;
const place = sql`${sql.placeholder('place')}::int`;

/** The first one takes away what was left by an import that came to nothing. */
const insertPiece = createStatement<Key & { place: number; piece: string }, object>(sql`
  with left_behind as (
    delete from feedlock.pieces where feed_id = ${id} and fence < ${fence} and ${place} = 0
  )
  insert into feedlock.pieces (feed_id, fence, place, piece)
  select id, fence, ${place}, ${sql.placeholder('piece')}::text from feedlock.feeds where id = ${id} and fence = ${fence}`);

export const deletePieces = createStatement<Key, object>(sql`
  delete from feedlock.pieces where feed_id = ${id} and fence = ${fence}`);

/** Puts the pieces down where the statement that saves the import finds them; says how many there are. */
export const putDown = async (client: Sql, { id, fence, pieces }: Pieces): Promise<number> => {
  let place = 0;
  for (const piece of pieces) await insertPiece(client, { id, fence, place: place++, piece });
  return place;
};

/** Where the statement that saves an import has its entries from. */
export interface EntriesSource {
  /** Their JSON. */
  entries: SQL;
  /** Whether all of them are there. */
  areThere: SQL;
  /** What else is to be done, on `feed`. */
  afterwards: SQL;
}

export const fromParameter: EntriesSource = {
  entries: sql`${sql.placeholder('entries')}`,
  areThere: sql`true`,
  afterwards: sql``,
};

const ofThisImport = sql`feed_id = ${id} and fence = ${fence}`;

/** The pieces do not outlast a crash of Postgres. */
export const fromPieces: EntriesSource = {
  entries: sql`(select string_agg(piece, '' order by place) from feedlock.pieces where ${ofThisImport})`,
  areThere: sql`(select count(*) from feedlock.pieces where ${ofThisImport}) = ${sql.placeholder('pieces')}::int`,
  afterwards: sql`, taken as (delete from feedlock.pieces using feed where feed_id = feed.id and fence = ${fence})`,
};
