import { FeedlockError } from '../errors.ts';

export type UnreadableCode = 'not-a-feed' | 'malformed' | 'too-large';

/** Why a document cannot be read: the reason alone, to which `read` adds the act and the subject. */
export const unreadable = (code: UnreadableCode, reason: string) => new FeedlockError(code, reason);
