import type { IncomingHttpHeaders } from 'node:http';

export interface Reply {
  status: number;
  statusText: string;
  headers: IncomingHttpHeaders;
  /** As it came over the wire; empty unless the status is a success. */
  body: Buffer;
}

/** Up to here the body of a redirect or an error is read and dropped, which costs less than another connection. */
const drainable = 64 * 1024;

const isSuccess = ({ status }: Reply): boolean => status >= 200 && status < 300;

/** Gathers a reply as it arrives. */
export const createGathering = (maxBytes: number) => {
  const chunks: Buffer[] = [];
  let size = 0;
  let reply: Reply | null = null;

  return {
    hasBegun: (): boolean => reply !== null,
    /** Whether the announced length is within bounds. */
    begin(status: number, statusText: string, headers: IncomingHttpHeaders): boolean {
      reply = { status, statusText, headers, body: Buffer.alloc(0) };
      return !(isSuccess(reply) && Number(headers['content-length']) > maxBytes);
    },
    add(chunk: Buffer): 'go on' | 'enough' | 'too large' {
      size += chunk.length;
      if (reply === null || !isSuccess(reply)) return size > drainable ? 'enough' : 'go on';
      if (size > maxBytes) return 'too large';
      chunks.push(chunk);
      return 'go on';
    },
    end(): Reply | null {
      const [only] = chunks;
      if (reply && only) reply.body = chunks.length === 1 ? only : Buffer.concat(chunks, size);
      return reply;
    },
  };
};
