import type { Attributes, Branch, Node } from './node.ts';
import { enter, outermost, type Scope } from './scope.ts';
import type { Term } from './term.ts';

/** An element that has not ended yet. */
export interface Open {
  /** As the document wrote it. */
  raw: string;
  term: Term;
  attributes: Attributes;
  scope: Scope;
  text: string;
  children: Branch | null;
  /** `&lt;` in it is a character to be shown, not the beginning of a tag. */
  isXhtml: boolean;
  /** Those inside its text that have not ended. */
  tags: string[];
  /** The first of them is no part of the text. */
  isWrapped: boolean;
}

const isBare = (attributes: Attributes): boolean => {
  for (const _ in attributes) return false;
  return true;
};

export const branchOf = ({ attributes, children, text }: Open): Branch => {
  const branch = children ?? { _: text };
  if (!isBare(attributes)) branch.$ = attributes;
  return branch;
};

const nodeOf = (element: Open): Node => {
  // rss-parser looks at the attributes of every link, even if there are none.
  if (element.term.name === 'link') return { $: element.attributes, _: element.text };
  const { kind } = element.term;
  const isText = element.children === null && kind !== 'channel' && kind !== 'entry';
  return isText && isBare(element.attributes) ? element.text : branchOf(element);
};

const append = (parent: Open, name: string, node: Node): void => {
  // Not children but attributes and text.
  if (name === '$' || name === '_') return;
  parent.children ??= {};
  const siblings = parent.children[name];
  if (Array.isArray(siblings)) siblings.push(node);
  else parent.children[name] = [node];
};

export const begin = (path: Open[], raw: string, term: Term, attributes: Attributes): void => {
  const isXhtml =
    term.kind === 'prose' && (term.name === 'xhtml:body' || attributes.type === 'xhtml' || attributes.mode === 'xml');
  const scope = enter(path[path.length - 1]?.scope ?? outermost, attributes, term.kind === 'entry');
  path.push({ raw, term, attributes, scope, text: '', children: null, isXhtml, tags: [], isWrapped: false });
};

/** Ends the innermost element: it becomes a child of the next one. */
export const end = (path: Open[]): Open | undefined => {
  const ended = path.pop();
  const parent = path[path.length - 1];
  if (ended && parent) append(parent, ended.term.key, nodeOf(ended));
  return ended;
};
