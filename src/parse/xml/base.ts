import { urlOf } from '../../url.ts';
import type { Attributes } from './node.ts';
import type { Term } from './term.ts';

/**
 * What URLs in an element are relative to, and its language. Both are `null` for what stands outside of any `xml:base` or
 * `xml:lang`.
 */
export interface Surroundings {
  base: string | null;
  language: string | null;
}

export const nowhere: Surroundings = { base: null, language: null };

/** A longer one is no base: it is handed to everything inside. */
const longestBase = 500;
const longestLanguage = 100;

/**
 * One base after another, outermost first (RFC 3986). Where the reader is given the document from is not known here: what is
 * relative to that stays so.
 */
const resolve = (base: string | null, reference: string): string => {
  if (base === null || urlOf(reference)) return reference;
  const resolved = urlOf(reference, base);
  if (resolved) return resolved.href;
  if (reference.startsWith('/')) return reference;
  const path = base.split(/[?#]/, 1)[0] ?? '';
  return path.slice(0, path.lastIndexOf('/') + 1) + reference;
};

/** Inside an element with these attributes. */
export const surroundingsIn = (around: Surroundings, attributes: Attributes): Surroundings => {
  const base = attributes['xml:base']?.trim();
  const language = attributes['xml:lang']?.trim();
  if (base === undefined && language === undefined) return around;
  return {
    base: base && base.length <= longestBase ? resolve(around.base, base) : around.base,
    language: language === undefined ? around.language : language.slice(0, longestLanguage) || null,
  };
};

/**
 * Writes them into an element: the base into what bears URLs, the language into entries alone, since most documents name one.
 * There they stand as inherited and resolved, not as the document wrote them.
 */
export const handDown = (
  attributes: Attributes,
  { base, language }: Surroundings,
  { hasBase, hasLanguage }: Term,
): Attributes => {
  const isTold = hasBase && base !== null;
  const isSpoken = hasLanguage && language !== null;
  if (!isTold && !isSpoken) return attributes;
  return { ...attributes, ...(isTold && { 'xml:base': base }), ...(isSpoken && { 'xml:lang': language }) };
};
