import { attributeOf, childOf, nodesOf, textOf } from '../xml/node.ts';
import { distinctNames } from './text.ts';

const nameOf = (node: unknown): string | null =>
  textOf(node) ?? attributeOf(node, 'label') ?? attributeOf(node, 'term') ?? attributeOf(node, 'text');

/** Categories of iTunes stand inside one another. */
const withInner = (node: unknown): unknown[] => [node, ...nodesOf(childOf(node, 'itunes:category'))];

/** Of RSS, Atom, Dublin Core and iTunes, each once. */
export const categoriesOf = (...values: unknown[]): string[] => {
  const nodes = values.flatMap(nodesOf);
  return nodes.length === 0 ? [] : distinctNames(nodes.flatMap(withInner).map(nameOf));
};
