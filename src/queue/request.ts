import type { FeedRequest } from '../../machines/model.ts';

export const encodeRequest = ({ feed: { id, key, url }, seen }: FeedRequest): string =>
  JSON.stringify({ id, key, url, seen });

/** `null`: not written by us. */
export const decodeRequest = (data: string): FeedRequest | null => {
  try {
    const { id, key, url, seen } = JSON.parse(data);
    const isOurs = [id, key, url].every((text) => typeof text === 'string') && Number.isSafeInteger(seen);
    return isOurs ? { feed: { id, key, url }, seen } : null;
  } catch {
    return null;
  }
};
