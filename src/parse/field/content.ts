import { storable } from '../text/charset.ts';
import { attributeOf, childOf, firstOf, nodesOf, textOf, trimmed } from '../xml/node.ts';
import { capped, longestName } from './text.ts';

/** A text for people, as the feed gives it. */
export interface Prose {
  text: string;
  /** MIME type. */
  type: string;
}

/** XHTML is given as HTML: it was put together anew. */
const typeOf = (node: unknown, usual: string): string => {
  const type = attributeOf(node, 'type')?.toLowerCase();
  if (attributeOf(node, 'mode') === 'xml' || type?.includes('html')) return 'text/html';
  if (type === undefined) return usual;
  if (type === 'text' || type === 'plain') return 'text/plain';
  return type.includes('/') ? capped(type, longestName) : usual;
};

/** In Atom 0.3 a text may be wrapped so. */
const decoded = (text: string): string | null => trimmed(storable(Buffer.from(text, 'base64').toString('utf8')));

/** The first that is not empty. */
const proseOf = (values: unknown, usual: string): Prose | null => {
  for (const node of nodesOf(values)) {
    const written = textOf(node);
    const text = written !== null && attributeOf(node, 'mode') === 'base64' ? decoded(written) : written;
    if (text !== null) return { text, type: typeOf(node, usual) };
  }
  return null;
};

/** Of formats where a text is HTML unless it says that it is not. */
export const htmlOf = (value: unknown): Prose | null => (value === undefined ? null : proseOf(value, 'text/html'));

/** Of formats where a text is plain unless it says that it is not. */
export const plainOf = (value: unknown): Prose | null => (value === undefined ? null : proseOf(value, 'text/plain'));

/** Of the entry, or of the group of files that it consists of. */
export const mediaDescriptionOf = (item: unknown): Prose | null =>
  plainOf(childOf(item, 'media:description')) ??
  plainOf(childOf(firstOf(childOf(item, 'media:group')), 'media:description'));
