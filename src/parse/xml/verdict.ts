import { unreadable } from '../unreadable.ts';
import type { Branch, Node } from './node.ts';
import { isFragment } from './root.ts';
import { untouched } from './term.ts';

const ofBoth = ['title', 'link', 'description', 'guid', 'pubDate', 'dc:date', 'content:encoded', 'enclosure'];
const ofAtom = ['id', 'updated', 'modified', 'published', 'subtitle', 'summary', 'content'];

const isFilled = (node: Node): boolean => {
  if (typeof node === 'string') return node.trim() !== '';
  const { $: attributes, _: text = '', ...children } = node;
  return text.trim() !== '' || Object.keys(children).length > 0 || Object.keys(attributes ?? {}).length > 0;
};

const nodesOf = (element: Branch, name: string): Node[] => {
  const nodes = element[untouched(name)];
  return Array.isArray(nodes) ? nodes : [];
};

const branchesOf = (element: Branch, name: string): Branch[] =>
  nodesOf(element, name).filter((node) => typeof node === 'object');

const has = (element: Branch, name: string): boolean => nodesOf(element, name).some(isFilled);

/** How many of the elements it has that a feed or an entry is made of. */
const partsOf = (element: Branch, isAtom: boolean): number =>
  [...ofBoth, ...(isAtom ? ofAtom : [])].filter((name) => has(element, name)).length;

/** Anything may have a title. */
const isTelling = (element: Branch): boolean => partsOf(element, true) > 1;

const entriesOf = (element: Branch): Branch[] =>
  [element, ...branchesOf(element, 'channel')].flatMap((parent) => [
    ...branchesOf(parent, 'item'),
    ...branchesOf(parent, 'entry'),
  ]);

/** How a feed began. */
export interface Beginning {
  root: string;
  /** By a version or a namespace. */
  isDeclared: boolean;
  /** By a namespace of its own. */
  isForeign: boolean;
  /** Whether nothing was before or around it. */
  isAlone: boolean;
  /** Whether it stands in other elements. */
  isWrapped: boolean;
  /** Whether text is before it that may be about it. */
  isAmongProse: boolean;
}

/** What was in it, and whether text is behind it. */
export interface Found extends Beginning {
  element: Branch;
  isFollowed: boolean;
}

/** A name alone does not make a feed: anything may be called `feed`, or be written about. */
export const isFeed = (found: Found): boolean => {
  const { root, element } = found;
  if (found.isForeign) return false;
  if (found.isWrapped) return !found.isAmongProse && entriesOf(element).some(isTelling);
  if (found.isAmongProse) {
    const parents = [element, ...branchesOf(element, 'channel')];
    return !found.isFollowed && !isFragment(root) && [...parents, ...entriesOf(element)].some(isTelling);
  }
  if (root === 'rdf:RDF') return element.channel !== undefined || element.item !== undefined;
  if (root === 'channel' && element.$?.href === undefined) {
    return branchesOf(element, 'item').length > 0 || partsOf(element, false) > 1;
  }
  if (found.isDeclared) return true;
  const [first] = ['entry', 'item', 'channel'].flatMap((name) => branchesOf(element, name).slice(0, 1));
  const parts = first === undefined ? 0 : partsOf(first, root !== 'item');
  const holdsItems = first !== undefined && has(first, 'item');
  if (holdsItems || parts > (isFragment(root) ? 1 : 0)) return true;
  const isTitled = has(element, 'title') || isTelling(element);
  return found.isAlone && !isFragment(root) && (isTitled || element.channel !== undefined);
};

/** A name that is none is not repeated. */
export const noFeed = (first: string | null): Error =>
  unreadable(
    'not-a-feed',
    first !== null && /^[\w:.-]{1,50}$/.test(first)
      ? `there is no feed in it, its root is <${first}>`
      : 'there is no feed in it',
  );

const append = (element: Branch, name: string, more: Branch[string]): void => {
  const own = element[name];
  if (!Array.isArray(more)) return;
  if (Array.isArray(own)) for (const node of more) own.push(node);
  else element[name] = more;
};

/** A feed, and what came behind its end. */
export const joined = (element: Branch | null, more: Branch): Branch => {
  if (element === null) return more;
  const { channel, item } = element;
  // In their order.
  if (Array.isArray(channel) && item === undefined && more.item !== undefined) channel.push({ item: more.item });
  else append(element, 'item', more.item);
  append(element, 'channel', more.channel);
  append(element, 'entry', more.entry);
  return element;
};
