import { parseDate } from '../date/date.ts';
import { onOneLine, plainText } from '../html/markup.ts';
import { attributeOf, childOf, nodesOf, textOf, trimmed } from '../xml/node.ts';

/** The first that is a date: one that is none does not hide the next. */
export const dateOf = (...values: unknown[]): Date | null => {
  for (const value of values) {
    const text = textOf(value);
    const date = text === null ? null : parseDate(text);
    if (date) return date;
  }
  return null;
};

/** In RSS a title may be HTML, and often is. In Atom it is where it says so. */
export const lineOf = (values: unknown, isAtom: boolean): string | null => {
  const [node] = nodesOf(values);
  const text = textOf(node);
  if (text === null) return null;
  const isPlain = isAtom && !/html/.test(attributeOf(node, 'type') ?? '');
  return trimmed(isPlain ? onOneLine(text) : plainText(text));
};

const distinct = (names: (string | null)[]): string[] => {
  const found = new Set<string>();
  for (const name of names) {
    const plain = name && trimmed(plainText(name));
    if (plain) found.add(plain);
  }
  return [...found];
};

/** All of them, on one line. */
export const authorsOf = (nodes: unknown[]): string | null => {
  const nameOf = (node: unknown) => textOf(childOf(node, 'name')) ?? textOf(node) ?? textOf(childOf(node, 'email'));
  return distinct(nodes.map(nameOf)).join(', ') || null;
};

export const categoriesOf = (nodes: unknown[]): string[] =>
  distinct(nodes.map((node) => textOf(node) ?? attributeOf(node, 'label') ?? attributeOf(node, 'term')));
