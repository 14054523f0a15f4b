import type { IncomingHttpHeaders } from 'node:http';

export interface Reply {
  status: number;
  statusText: string;
  headers: IncomingHttpHeaders;
  /** As it came over the wire; empty unless it is wanted. */
  body: Buffer;
}

/** Whether there is a body, and it is wanted. */
export const isWanted = (status: number): boolean => status >= 200 && status < 300 && status !== 204 && status !== 205;

const none = Buffer.alloc(0);

/** Room that is made at first, in bytes, and at most for what was announced only. */
const block = 64 * 1024;

/**
 * Gathers a body in one buffer. Pieces are copied, as each holds all that was read with it: kept as they are, many small ones
 * would cost a hundred times their size. A body of one piece, as most are, is taken as it is.
 */
export const createGathering = (maxBytes: number) => {
  let held: Buffer = none;
  let size = 0;
  let announced = 0;

  return {
    /** How long it will be, by its own account. */
    announce(length: number): void {
      announced = Math.min(length, block);
    },
    /** Whether there was room for it. */
    add(piece: Buffer): boolean {
      const next = size + piece.length;
      if (next > maxBytes) return false;
      if (size === 0) held = piece;
      else {
        if (held.length < next) {
          const room = next <= announced ? announced : Math.max(block, next * 2);
          const grown = Buffer.allocUnsafeSlow(Math.min(maxBytes, room));
          held.copy(grown, 0, 0, size);
          held = grown;
        }
        piece.copy(held, size);
      }
      size = next;
      return true;
    },
    end: (): Buffer => held.subarray(0, size),
  };
};
