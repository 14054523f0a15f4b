import { move, transferableSymbol, valueSymbol } from 'piscina';
import type { Document } from '../../../machines/model.ts';
import { type ParseOptions, parse, sanitizeAll } from '../parse.ts';
import { pack, unpack } from './lines.ts';
import { packed } from './packing.ts';

interface Bytes {
  bytes: Uint8Array;
}

interface DocumentTask extends Bytes {
  rest: Omit<Document, 'bytes'>;
  options: ParseOptions;
}

/** A result whose bytes change hands. */
const withBytes = (value: object, { buffer }: Uint8Array<ArrayBuffer>): unknown =>
  move({ [transferableSymbol]: [buffer], [valueSymbol]: value });

/** What a thread does, by the names under which the pool asks for it. */

export const parseDocument = async ({ bytes, rest, options }: DocumentTask): Promise<unknown> => {
  const read = packed(await parse({ ...rest, bytes }, options));
  return read.status === 'parsed' ? withBytes(read, read.entries) : read;
};

export const sanitizeEntries = async ({ bytes }: Bytes): Promise<unknown> => {
  const safe = pack(await sanitizeAll(await unpack(bytes)));
  return withBytes(safe, safe);
};
