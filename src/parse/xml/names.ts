import { customary, prefixOf } from './namespace.ts';
import { type Attributes, noAttributes } from './node.ts';
import { spelt, type Term, termOf } from './term.ts';

/** What prefixes mean inside an element. */
export interface Scope {
  around: Scope | null;
  prefixes: Map<string, string>;
  /** By the names that the document writes. */
  terms: Map<string, Term>;
}

export interface Names {
  scope: Scope;
  /** In an Atom document the names of Atom have no prefix, in any other they have. */
  isAtom: boolean;
}

const scopeIn = (around: Scope | null): Scope => ({ around, prefixes: new Map(), terms: new Map() });

export const createNames = (): Names => ({ scope: scopeIn(null), isAtom: false });

/** A document may be of nothing but different names. */
const maxTerms = 1_000;

const meaningOf = ({ scope }: Names, prefix: string): string => {
  for (let around: Scope | null = scope; around !== null; around = around.around) {
    const meaning = around.prefixes.get(prefix);
    if (meaning !== undefined) return meaning;
  }
  return customary(prefix);
};

const resolve = (names: Names, raw: string): Term => {
  const colon = raw.indexOf(':');
  const local = raw.slice(colon + 1);
  const prefix = meaningOf(names, raw.slice(0, Math.max(colon, 0)));
  const isBare = prefix === '' || (prefix === 'atom' && names.isAtom);
  const name = spelt(isBare ? local : `${prefix}:${local}`);
  return termOf(name === '__proto__' ? 'proto' : name);
};

/** What an element is by its namespace, whatever prefix the document chose. */
export const nameOf = (names: Names, raw: string): Term => {
  const { terms } = names.scope;
  let term = terms.get(raw);
  if (term === undefined) {
    term = resolve(names, raw);
    if (terms.size === maxTerms) terms.clear();
    terms.set(raw, term);
  }
  return term;
};

/** A default namespace here is the document's own, or, at a text, that of the tags in it. */
const keepsDefault = (raw: string, meaning: string): boolean =>
  /^(rss|rdf|channel|feed|item|entry)$/i.test(raw) || (meaning === 'xhtml' && termOf(spelt(raw)).kind === 'prose');

const declaredBy = (names: Names, raw: string, attributes: Attributes): Map<string, string> => {
  const declared = new Map<string, string>();
  for (const [name, uri] of Object.entries(attributes)) {
    if (name !== 'xmlns' && !name.startsWith('xmlns:')) continue;
    const prefix = name.slice('xmlns:'.length);
    const meaning = prefixOf(uri) ?? customary(prefix);
    const isKept = prefix === '' && keepsDefault(raw, meaning);
    if (!isKept && meaning !== meaningOf(names, prefix)) declared.set(prefix, meaning);
  }
  return declared;
};

/**
 * Begins an element: what it declares holds for itself, and until `names.scope` is set back. A prefix that is not declared, or
 * as something unknown, means what it customarily does.
 */
export const declare = (names: Names, raw: string, attributes: Attributes): void => {
  const prefixes = declaredBy(names, raw, attributes);
  if (prefixes.size > 0) names.scope = { ...scopeIn(names.scope), prefixes };
};

const spellings = new Map(
  ['isPermaLink', 'fileSize', 'isDefault', 'parseType'].map((name) => [name.toLowerCase(), name]),
);

const nameOfAttribute = (names: Names, raw: string): string => {
  const colon = raw.indexOf(':');
  const lower = raw.slice(colon + 1).toLowerCase();
  const local = spellings.get(lower) ?? lower;
  const prefix = colon < 0 ? '' : meaningOf(names, raw.slice(0, colon));
  return prefix === '' || (prefix === 'atom' && names.isAtom) ? local : `${prefix}:${local}`;
};

/** Attributes under the names that readers expect, without declarations. */
export const namedAttributes = (names: Names, attributes: Attributes): Attributes => {
  let named = noAttributes;
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'xmlns' || name.startsWith('xmlns:')) continue;
    if (named === noAttributes) named = {};
    named[nameOfAttribute(names, name)] ??= value;
  }
  return named;
};
