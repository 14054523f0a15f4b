import { handDown, nowhere, type Surroundings, surroundingsIn } from './base.ts';
import type { Scope } from './names.ts';
import { type Attributes, type Branch, type Node, noAttributes } from './node.ts';
import type { Term } from './term.ts';
import { asMeant } from './written.ts';

/** An element that has not ended yet. */
export interface Open {
  /** As the document wrote it. */
  raw: string;
  term: Term;
  attributes: Attributes;
  text: string;
  children: Branch | null;
  surroundings: Surroundings;
  /** What prefixes meant before it. */
  outerScope: Scope | null;
  /** Whether the document ends it before another of its name begins; `null` where nobody has looked. */
  isEnded: boolean | null;
  /** `&lt;` in it is a character to be shown, not the beginning of a tag. */
  isXhtml: boolean;
  /** Those inside its text that have not ended, in lower case. */
  tags: string[];
  /** The first of them is no part of the text. */
  isWrapped: boolean;
}

export const isBlank = (text: string): boolean => text.trim() === '';

export const branchOf = ({ attributes, children, text }: Open): Branch => {
  const branch = children ?? { _: text };
  if (children !== null && text !== '' && !isBlank(text)) branch._ = text;
  if (attributes !== noAttributes) branch.$ = attributes;
  return branch;
};

const nodeOf = (element: Open): Node => {
  // rss-parser looks at the attributes of every link, even if there are none.
  if (element.term.name === 'link') return { $: element.attributes, _: element.text };
  const { kind } = element.term;
  const isText = element.children === null && kind !== 'channel' && kind !== 'entry';
  return isText && element.attributes === noAttributes ? element.text : branchOf(element);
};

const append = (parent: Open, name: string, node: Node): void => {
  // Not children but attributes and text.
  if (name === '$' || name === '_') return;
  parent.children ??= {};
  const siblings = parent.children[name];
  if (Array.isArray(siblings)) siblings.push(node);
  else parent.children[name] = [node];
};

const isMarkup = ({ type, mode }: Attributes): boolean =>
  mode === 'xml' || (type !== undefined && /^(xhtml|\w+\/(?:[\w.-]+\+)?xml)/i.test(type));

/** Shared by all elements without any. */
export const noTags: string[] = [];

export const begin = (
  path: Open[],
  raw: string,
  term: Term,
  attributes: Attributes,
  isPlain: boolean,
  outerScope: Scope | null,
): void => {
  const around = path[path.length - 1]?.surroundings ?? nowhere;
  const surroundings = isPlain ? around : surroundingsIn(around, attributes);
  const isProse = term.kind === 'prose';
  path.push({
    raw,
    term,
    attributes: surroundings === nowhere ? attributes : handDown(attributes, surroundings, term),
    text: '',
    children: null,
    surroundings,
    outerScope,
    isEnded: null,
    isXhtml: isProse && (isMarkup(attributes) || term.name.startsWith('xhtml:')),
    tags: noTags,
    isWrapped: false,
  });
};

/** Ends the innermost element: it becomes a child of the next one. */
export const end = (path: Open[]): Open | undefined => {
  const ended = path.pop();
  if (ended && ended.text !== '') ended.text = asMeant(ended.text);
  const parent = path[path.length - 1];
  if (ended && parent) append(parent, ended.term.key, nodeOf(ended));
  return ended;
};
