import type { Entry } from './kv.ts';

/** What a lock says of the one who holds it. */
export interface Mark {
  node: string;
  nonce: string;
  url: string;
  /** By the holder's clock. */
  since: Date;
}

export interface Holder extends Mark {
  key: string;
  revision: number;
  /** By the server's clock: then it lapses, unless it is renewed before. */
  until: Date;
}

export const writeMark = (mark: Mark): string => JSON.stringify(mark);

/** `null`: not written by us, as the marker that `nats kv del` leaves behind. */
export const readHolder = ({ key, value, revision, written }: Entry, ttl: number): Holder | null => {
  try {
    const { node, nonce, url, since }: Record<keyof Mark, string> = JSON.parse(value);
    return { key, node, nonce, url, since: new Date(since), revision, until: new Date(Number(written) + ttl) };
  } catch {
    return null;
  }
};
