import { lineOfHtml } from '../html/line.ts';
import { onOneLine } from '../html/markup.ts';
import { attributeOf, nodesOf, textOf, trimmed } from '../xml/node.ts';

/** In characters, of texts that are shown on one line. */
export const longestLine = 10_000;
export const longestName = 200;

/** Of enclosures, categories and the like, an entry keeps so many. */
export const maxParts = 100;

/** Not longer than that; no character is cut in two. */
export const capped = (text: string, length: number): string =>
  text.length > length
    ? text
        .slice(0, length)
        .replace(/[\uD800-\uDBFF]$/, '')
        .trimEnd()
    : text;

/** In RSS a text may be HTML, and often is. In Atom it is where it says so. */
const isHtml = (node: unknown, isAtom: boolean): boolean =>
  !isAtom || /html/i.test(attributeOf(node, 'type') ?? '') || attributeOf(node, 'mode') === 'xml';

/** Most lines have nothing of HTML in them, which is found out fastest so. */
const flat = (text: string): string => (text.includes('<') || text.includes('&') ? lineOfHtml(text) : onOneLine(text));

const ofNode = (node: unknown, isAtom: boolean, length: number): string | null => {
  const text = textOf(node);
  if (text === null) return null;
  const line = trimmed(isHtml(node, isAtom) ? flat(text) : onOneLine(text));
  return line && capped(line, length);
};

/** A text that is not empty, as plain text on one line. */
export const lineOf = (values: unknown, isAtom: boolean, length = longestLine): string | null => {
  for (const node of nodesOf(values)) {
    const line = ofNode(node, isAtom, length);
    if (line !== null) return line;
  }
  return null;
};

/** As plain text on one line. */
export const plainName = (text: string, length: number): string | null => trimmed(capped(flat(text), length));

export const addName = (found: Set<string>, written: string | null): void => {
  const name = written && plainName(written, longestName);
  if (name) found.add(name);
};
