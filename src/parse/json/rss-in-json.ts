import { maxEntries } from '../limits.ts';
import type { Branch, Node } from '../xml/node.ts';
import type { Tree } from '../xml/reader.ts';
import { termOf } from '../xml/term.ts';
import { isMembers, listOf, type Members, wordsOf } from './value.ts';

/** Deeper than anything in it that is read. */
const maxDepth = 6;

const reserved = new Set(['$', '_', '__proto__']);

const entriesIn = (value: unknown): unknown[] => listOf(value).filter(isMembers).slice(0, maxEntries);

/** What was an attribute and what an element is not told apart any more: what is a text may be either. */
const branchOf = (members: Members, depth: number): Branch => {
  const branch: Branch = { $: {} };
  for (const [name, value] of Object.entries(members)) {
    const text = wordsOf(typeof value === 'boolean' ? String(value) : value);
    if (name === '#value' && text !== null) branch._ = text;
    else if (!reserved.has(name)) {
      if (text !== null && branch.$) branch.$[name] = text;
      const { key, kind } = termOf(name);
      branch[key] = nodesOf(kind === 'entry' ? entriesIn(value) : value, depth + 1);
    }
  }
  return branch;
};

const nodesOf = (value: unknown, depth: number): Node[] =>
  listOf(value).flatMap((one): Node[] => {
    if (isMembers(one)) return depth < maxDepth ? [branchOf(one, depth)] : [];
    const text = wordsOf(one);
    return text === null ? [] : [text];
  });

/** The tree that the same RSS would be in XML. */
export const treeOf = (rss: Members): Tree => ({ root: 'rss', element: branchOf(rss, 0) });
