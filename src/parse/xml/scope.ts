import type { Attributes } from './node.ts';

/** What an element hands down to those in it. */
export interface Scope {
  /** `xml:base`: absolute, or relative to the document. */
  base: string | null;
  /** `xml:lang`. */
  language: string | null;
}

export const outermost: Scope = { base: null, language: null };

const joined = (base: string | null, own: string): string =>
  base !== null && URL.canParse(own, base) ? new URL(own, base).href : own;

/**
 * The scope inside an element; the same one where it says nothing of its own. What is in force is also written down as
 * attributes of the element itself, so that whoever reads it needs to know none around it: the base of all, the language of
 * entries alone, since most documents name one.
 *
 * @see https://www.w3.org/TR/xmlbase/
 */
export const enter = (outer: Scope, attributes: Attributes, isEntry: boolean): Scope => {
  const base = attributes['xml:base']?.trim();
  const language = attributes['xml:lang'];
  if (base === undefined && language === undefined) {
    if (outer.base !== null) attributes['xml:base'] = outer.base;
    if (isEntry && outer.language !== null) attributes['xml:lang'] = outer.language;
    return outer;
  }
  const scope = { base: base ? joined(outer.base, base) : outer.base, language: language ?? outer.language };
  if (scope.base !== null) attributes['xml:base'] = scope.base;
  if (isEntry && scope.language !== null) attributes['xml:lang'] = scope.language;
  return scope;
};
