import { FeedlockError } from '../errors.ts';

/** Why a document cannot be read: the reason alone, to which `parse` adds the act and the subject. */
export const unreadable = (code: 'not-a-feed' | 'malformed' | 'bad-encoding' | 'too-large', reason: string) =>
  new FeedlockError(code, reason);
