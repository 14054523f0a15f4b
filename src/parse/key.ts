import type { EntryKey, ParsedEntry } from '../../machines/model.ts';
import { isWebUrl, pagePathOf } from './alias.ts';
import { contentHash } from './content-hash.ts';
import { bounded } from './identity.ts';

/** An id that is no address, and new every time, as it is with some feeds, says nothing: its page does. */
const aliasOf = ({ id, link }: ParsedEntry): string | null => {
  const ofId = id !== null && isWebUrl(id) ? pagePathOf(id) : '';
  const alias = ofId || (link !== null && isWebUrl(link) ? pagePathOf(link) : '');
  return alias === '' ? null : bounded(alias);
};

/** What tells an entry from those of other documents, and from other versions of itself. */
export const keyOf = (entry: ParsedEntry): EntryKey => ({
  identity: entry.identity,
  alias: aliasOf(entry),
  hash: contentHash(entry),
});
