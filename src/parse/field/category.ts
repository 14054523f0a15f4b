import { attributeOf, childOf, nodesOf, textOf } from '../xml/node.ts';
import { addName, maxParts } from './text.ts';

const nameOf = (node: unknown): string | null =>
  textOf(node) ?? attributeOf(node, 'label') ?? attributeOf(node, 'term') ?? attributeOf(node, 'text');

const addAll = (found: Set<string>, value: unknown): void => {
  for (const node of nodesOf(value)) {
    if (found.size === maxParts) return;
    addName(found, nameOf(node));
    // Categories of iTunes stand inside one another.
    const inner = childOf(node, 'itunes:category');
    if (inner !== undefined) addAll(found, inner);
  }
};

/** Of RSS, Atom, Dublin Core and iTunes, each once. */
export const categoriesOf = (...values: unknown[]): string[] => {
  const found = new Set<string>();
  for (const value of values) if (value !== undefined) addAll(found, value);
  return [...found];
};
