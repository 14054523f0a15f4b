import { fromCdf } from './cdf.ts';
import type { Branch, Node } from './node.ts';
import type { Tree } from './reader.ts';

const listOf = (element: Branch | undefined, name: string): Node[] => {
  const nodes = element?.[name];
  return Array.isArray(nodes) ? nodes : [];
};

const isBranch = (node: Node): node is Branch => typeof node !== 'string';

/** In RSS 0.9 and 1.0 only a reference to the image stands in the channel. */
const imageIn = (element: Branch, channel: Branch): Pick<Branch, string> => {
  const image = [...listOf(element, 'image'), ...listOf(channel, 'image')];
  return image.length > 0 ? { image } : {};
};

/**
 * Brings every dialect into one of the two forms that rss-parser tells apart. RSS without a version or a channel, with its
 * items beside the channel (as in RSS 0.9 and 1.0) or in several channels, becomes RSS 2.0 with one channel of all items.
 */
export const inStandardForm = ({ root, element: read }: Tree): Record<string, Branch> => {
  if (root === 'feed' || root === 'entry') return { feed: { ...read, dialect: ['atom'] } };
  const element = root === 'channel' ? fromCdf(read) : read;
  const channels = listOf(element, 'channel').filter(isBranch);
  const item = [element, ...channels].flatMap((parent) => listOf(parent, 'item'));
  const own = root === 'channel' ? element : (channels[0] ?? element);
  const channel = { ...own, ...(own !== element && imageIn(element, own)), item };
  return { rss: { $: { version: '2.0' }, channel: [channel] } };
};
