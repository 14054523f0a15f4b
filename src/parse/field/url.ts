import { urlOf } from '../../url.ts';
import { attributeOf } from '../xml/node.ts';

/** What relative URLs are relative to. Both may be empty: unknown. */
export interface Scope {
  /** The URL of the document. */
  document: string;
  /** The nearest `xml:base`, else the URL of the document. */
  base: string;
}

/** A longer base is none: every URL that is relative to it would take its length anew. */
const longestBase = 500;

const isAbsolute = (url: string): boolean => /^[a-z][a-z\d+.-]*:/i.test(url);

export const isWebAddress = (text: string): boolean => /^https?:\/\//i.test(text);

/** As browsers read it: breaks of line are none of it. */
const unbroken = (href: string): string =>
  /[\t\n\r]/.test(href)
    ? href
        .split(/[\t\n\r]/)
        .map((part) => part.trim())
        .join('')
    : href;

/** It is nowhere, but something to do or to show. */
const isScript = (url: string): boolean => /^(?:javascript|vbscript|data):/i.test(url);

/** Absolute ones stay as they were written, also where that is no valid URL; so do those that nothing is known for. */
export const absolute = (href: string | null, base: string): string | null => {
  const written = href && unbroken(href);
  if (!written || isScript(written)) return null;
  if (base === '' || isAbsolute(written)) return written;
  return urlOf(written, base)?.href ?? written;
};

/** Inside an element. Its `xml:base` is relative to the document: the reader has put together those around it. */
export const scopeIn = (node: unknown, scope: Scope): Scope => {
  const base = attributeOf(node, 'xml:base');
  if (base === null || base.length > longestBase) return scope;
  return { document: scope.document, base: absolute(base, scope.document) ?? scope.base };
};

/** The URL that an element writes, as its text or an attribute. */
export const urlIn = (node: unknown, href: string | null, scope: Scope): string | null =>
  href === null || isAbsolute(href) ? absolute(href, '') : absolute(href, scopeIn(node, scope).base);

/** The first of these that other URLs can be relative to. */
export const baseAmong = (...urls: (string | null)[]): string =>
  urls.find((url) => url !== null && url.length <= longestBase && isWebAddress(url)) ?? '';
