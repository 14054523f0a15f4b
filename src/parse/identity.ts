import { hash } from 'node:crypto';
import type { ParsedEntry } from '../../machines/model.ts';
import { contentHash } from './content-hash.ts';
import type { Draft } from './draft.ts';

/** Longer ones do not fit into an index of Postgres. */
const longestIdentity = 500;

/**
 * SHA-256 of the parts in this order, hex, each ended by U+0000, which no text contains; an absent one is empty, which no
 * text is. Hashes are stored: the form is kept for good.
 */
const digest = (parts: (string | number | null)[]): string => {
  let serial = '';
  for (const part of parts) serial += `${part ?? ''}\0`;
  return hash('sha256', serial, 'hex');
};

/** Fit for an index. */
export const bounded = (name: string): string => (name.length > longestIdentity ? digest([name]) : name);

const textHash = ({ title, content, summary }: Draft): string => digest([title, content ?? summary]);

const nameOf = (draft: Draft): string => bounded(draft.id ?? draft.link ?? textHash(draft));

/** From the identity that is wanted to those that must do where it is repeated. */
const identities: ((draft: Draft) => string)[] = [
  nameOf,
  (draft) => digest([nameOf(draft), draft.link]),
  (draft) => digest([nameOf(draft), draft.link, textHash(draft)]),
  (draft) => digest([nameOf(draft), draft.link, textHash(draft), Number(draft.published)]),
  (draft) => digest([nameOf(draft), Number(draft.published), Number(draft.updated), contentHash(draft)]),
];

/**
 * Tells the entries of one document apart. Of those that share an identity none keeps it, so that their order, which the
 * next document may change, decides nothing. Entries that are alike in everything are one.
 */
export const identify = (drafts: Draft[]): ParsedEntry[] => {
  const found = new Map<Draft, string>();
  let open = drafts;
  for (const identityOf of identities) {
    const owners = new Map<string, number>();
    for (const draft of open) {
      const identity = identityOf(draft);
      found.set(draft, identity);
      owners.set(identity, (owners.get(identity) ?? 0) + 1);
    }
    if (owners.size === open.length) break;
    open = open.filter((draft) => (owners.get(found.get(draft) ?? '') ?? 0) > 1);
  }
  const entries = new Map<string, ParsedEntry>();
  for (const [draft, identity] of found) {
    if (entries.has(identity)) continue;
    draft.identity = identity;
    entries.set(identity, draft);
  }
  return [...entries.values()];
};
