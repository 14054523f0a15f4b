import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Texts on their way from one thread to another, as lines of one block of bytes, which changes hands without being copied. JSON
 * has no line breaks of its own.
 */
export const pack = (lines: string[]): Uint8Array<ArrayBuffer> => new TextEncoder().encode(`${lines.join('\n')}\n`);

/** Bytes that are made text before others get their turn: about a millisecond's. */
const turn = 256 * 1024;

const lineBreak = 10;

/** Reads the lines again, without keeping the event loop. */
export const unpack = async ({ buffer, byteOffset, byteLength }: Uint8Array): Promise<string[]> => {
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  const lines: string[] = [];
  let turnEnds = turn;
  for (let start = 0; start < byteLength; ) {
    const end = bytes.indexOf(lineBreak, start);
    lines.push(bytes.toString('utf8', start, end));
    start = end + 1;
    if (start < turnEnds) continue;
    turnEnds = start + turn;
    await nextTurn();
  }
  return lines;
};
