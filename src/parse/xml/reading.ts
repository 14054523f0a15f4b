import type { Tag } from './course.ts';
import { declare, type Names, namedAttributes, nameOf } from './names.ts';
import type { Branch } from './node.ts';
import { begin, branchOf, end, type Open } from './path.ts';
import { endAllTags } from './prose.ts';
import type { Outside } from './root.ts';
import type { Term } from './term.ts';
import { type Beginning, joined } from './verdict.ts';

/** How far a document has been understood. */
export interface Reading {
  names: Names;
  outside: Outside;
  /** From the root down to the innermost element that has not ended. */
  path: Open[];
  /** Where the entry is in it, -1 outside of entries. */
  entryAt: number;
  /** How many elements are open that are nested too deep to be in the path. */
  beyond: number;
  /** How many characters ahead may still be looked at. */
  foresight: number;
  entries: number;
  /** Of the entries, those with an end of their own. */
  endedEntries: number;
  /** How the feed began. */
  root: Beginning | null;
  /** It is put there, and ends with the entry in it. */
  isRootMissing: boolean;
  /** The root, after its end. */
  element: Branch | null;
  refusal: Error | null;
}

export const endDownTo = (reading: Reading, place: number): void => {
  const { path, names } = reading;
  while (path.length > place) {
    endAllTags(path[path.length - 1]);
    const ended = end(path);
    if (!ended) return;
    names.scope = ended.outerScope ?? names.scope;
    if (path.length === reading.entryAt) {
      reading.entryAt = -1;
      reading.entries += 1;
    }
    if (path.length === 0) reading.element = joined(reading.element, branchOf(ended));
  }
};

/** What a tag means where it stands. */
export const termAt = ({ names }: Reading, { raw, attributes, isPlain }: Tag): Term => {
  if (isPlain) return nameOf(names, raw);
  const { scope } = names;
  declare(names, raw, attributes);
  const term = nameOf(names, raw);
  names.scope = scope;
  return term;
};

/** An entry that another one ends before anything is in it was meant to be the end of the one before. */
export const dropEmptyEntry = (reading: Reading): void => {
  const { path, entryAt } = reading;
  const entry = path[entryAt];
  if (entry?.children !== null || path.length > entryAt + 1) return;
  if (!Object.keys(entry.attributes).every((name) => name.startsWith('xml:'))) return;
  path.pop();
  reading.entryAt = -1;
};

const same = (term: Term): Term => term;

export const beginElement = (
  { names, path }: Reading,
  { raw, attributes, isPlain }: Tag,
  as: (term: Term) => Term = same,
): void => {
  if (isPlain) {
    begin(path, raw, as(nameOf(names, raw)), attributes, true, null);
    return;
  }
  const { scope } = names;
  declare(names, raw, attributes);
  const outerScope = names.scope === scope ? null : scope;
  begin(path, raw, as(nameOf(names, raw)), namedAttributes(names, attributes), false, outerScope);
};
