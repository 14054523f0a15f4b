import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EntryKey, Parsed, ReadEntry } from '../../../machines/model.ts';
import { pack, unpack } from './lines.ts';

/** What was read, with its entries as lines: of each its key, then all of it. */
export type Packed =
  | Exclude<Parsed, { status: 'parsed' }>
  | (Omit<Extract<Parsed, { status: 'parsed' }>, 'entries'> & { entries: Uint8Array<ArrayBuffer> });

type Dated = EntryKey & { published: string | null; updated: string | null };

export const packed = (parsed: Parsed): Packed => {
  if (parsed.status !== 'parsed') return parsed;
  const lines = parsed.entries.flatMap(({ json, ...key }) => [JSON.stringify(key), json ?? '']);
  return { ...parsed, entries: pack(lines) };
};

const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text));

const entryOf = (key: string, json: string): ReadEntry => {
  const { published, updated, ...rest }: Dated = JSON.parse(key);
  return { ...rest, published: dateOf(published), updated: dateOf(updated), json };
};

/** Entries that are made before others get their turn. */
const turn = 1_000;

export const unpacked = async (read: Packed): Promise<Parsed> => {
  if (read.status !== 'parsed') return read;
  const lines = await unpack(read.entries);
  const entries: ReadEntry[] = [];
  for (let at = 0; at + 1 < lines.length; at += 2) {
    entries.push(entryOf(lines[at] ?? '', lines[at + 1] ?? ''));
    if (entries.length % turn === 0) await nextTurn();
  }
  return { ...read, entries };
};
