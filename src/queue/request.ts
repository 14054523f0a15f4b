import type { FeedRequest } from '../../machines/model.ts';
import { urlOf } from '../url.ts';

export const encodeRequest = ({ feed: { id, key, url }, seen }: FeedRequest): string =>
  JSON.stringify({ id, key, url, seen });

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const digest = /^[\da-f]{64}$/;

/** `null`: not written by us. */
export const decodeRequest = (data: string): FeedRequest | null => {
  try {
    const { id, key, url, seen } = JSON.parse(data);
    const isOurs = uuid.test(id) && digest.test(key) && /^https?:/.test(urlOf(url)?.protocol ?? '');
    return isOurs && Number.isSafeInteger(seen) && seen >= 0 ? { feed: { id, key, url }, seen } : null;
  } catch {
    return null;
  }
};
