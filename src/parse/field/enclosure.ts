import type { Enclosure } from '../../../machines/model.ts';
import { attributeOf, textOf } from '../xml/node.ts';
import { relationOf } from './link.ts';
import { sizeOf } from './number.ts';
import { capped, longestName, maxParts } from './text.ts';
import { type Scope, urlIn } from './url.ts';

/** A MIME type, as written. */
export const typeOf = (node: unknown): string | null => {
  const type = attributeOf(node, 'type') ?? attributeOf(node, 'enc:type');
  return type && capped(type, longestName);
};

type Found = Map<string, Enclosure>;

/** The module Enclosures of RSS 1.0 has attributes of its own. */
const hrefOf = (node: unknown): string | null =>
  attributeOf(node, 'url') ?? attributeOf(node, 'href') ?? attributeOf(node, 'rdf:resource') ?? textOf(node);

const add = (found: Found, node: unknown, href: string | null, scope: Scope): void => {
  const url = urlIn(node, href, scope);
  if (url === null || found.has(url)) return;
  found.set(url, {
    url,
    type: typeOf(node),
    length: sizeOf(attributeOf(node, 'length') ?? attributeOf(node, 'enc:length')),
  });
};

/** Of RSS and of Atom, each URL once. */
export const enclosuresOf = (nodes: readonly unknown[], links: readonly unknown[], scope: Scope): Enclosure[] => {
  const found: Found = new Map();
  for (const node of nodes) {
    if (found.size === maxParts) break;
    add(found, node, hrefOf(node), scope);
  }
  for (const link of links) {
    if (found.size === maxParts) break;
    if (relationOf(link) === 'enclosure') add(found, link, attributeOf(link, 'href'), scope);
  }
  return [...found.values()];
};
