import { unreadable } from '../unreadable.ts';
import { fromCdf } from './cdf.ts';
import type { Branch, Node } from './node.ts';
import type { Tree } from './reader.ts';

const listOf = (element: Branch | undefined, name: string): Node[] => {
  const nodes = element?.[name];
  return Array.isArray(nodes) ? nodes : [];
};

const isBranch = (node: Node): node is Branch => typeof node !== 'string';

const fromChannel = (element: Branch): Record<string, Branch> => {
  const item = listOf(element, 'item').map(fromCdf);
  return { rss: { $: { version: '2.0' }, channel: [{ ...fromCdf(element), item }] } };
};

/**
 * Brings every dialect into one of the two forms that rss-parser tells apart. RSS without a version or a channel, with its
 * items beside the channel (as in RSS 0.9 and 1.0) or in several channels, becomes RSS 2.0 with one channel of all items.
 */
export const inStandardForm = ({ root, element }: Tree): Record<string, Branch> => {
  const language = element.$?.['xml:lang'];
  if (root === 'feed') return { feed: { ...element, dialect: ['atom'], ...(language && { language: [language] }) } };
  if (root === 'channel' && Object.keys(element.$ ?? {}).some((name) => /^href$/i.test(name)))
    return fromChannel(element);
  const channels = listOf(element, 'channel').filter(isBranch);
  const item = [element, ...channels].flatMap((parent) => listOf(parent, 'item'));
  const isEmpty = channels.length + item.length === 0;
  if (root === 'rdf:RDF' && isEmpty) throw unreadable('not-a-feed', 'it is RDF of another kind');
  return { rss: { $: { version: '2.0' }, channel: [{ ...(channels[0] ?? element), item }] } };
};
