import { type Scope, urlIn } from '../field/url.ts';
import { attributeOf, childOf, nodesOf, textOf } from './node.ts';

const hrefOf = (node: unknown): string | null =>
  textOf(childOf(node, 'url')) ??
  attributeOf(node, 'href') ??
  attributeOf(node, 'url') ??
  attributeOf(node, 'rdf:resource') ??
  textOf(node);

/** The URL of the first picture, in any of the ways that RSS and iTunes have for it. */
export const imageOf = (values: unknown, scope: Scope): string | null => {
  for (const node of nodesOf(values)) {
    const url = urlIn(node, hrefOf(node), scope);
    if (url !== null) return url;
  }
  return null;
};
