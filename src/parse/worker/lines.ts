import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Texts on their way from one thread to another, as lines of one block of bytes, which changes hands without being copied. JSON
 * has no line breaks of its own.
 */
export const pack = (lines: string[]): Uint8Array<ArrayBuffer> => new TextEncoder().encode(`${lines.join('\n')}\n`);

/** Bytes that are made text before others get their turn. So large a text stands outside of the heap, and its lines only point to it. */
const block = 1_280 * 1024;

const lineBreak = 10;

/** Where a block that begins there ends: behind the last line that is whole in it. */
const endOf = (bytes: Buffer, start: number): number => {
  const last = bytes.lastIndexOf(lineBreak, start + block);
  return (last > start ? last : bytes.indexOf(lineBreak, start)) + 1;
};

/** Reads the lines again, without keeping the event loop. */
export const unpack = async ({ buffer, byteOffset, byteLength }: Uint8Array): Promise<string[]> => {
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  const lines: string[] = [];
  for (let start = 0; start < byteLength; ) {
    const end = endOf(bytes, start);
    for (const line of bytes.toString('utf8', start, end - 1).split('\n')) lines.push(line);
    start = end;
    if (start < byteLength) await nextTurn();
  }
  return lines;
};
