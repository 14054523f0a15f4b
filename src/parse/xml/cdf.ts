import { urlOf } from '../../url.ts';
import type { Branch, Node } from './node.ts';

const child = (name: string, text: string | undefined): Record<string, Node[]> =>
  text === undefined ? {} : { [name]: [{ $: {}, _: text }] };

/** Where `BASE` says what an address is relative to. */
const resolved = (address: string | undefined, base: string | undefined): string | undefined =>
  address === undefined ? undefined : (urlOf(address, base)?.href ?? address);

const asRss = (element: Branch, base: string | undefined): Branch => {
  const { $: attributes = {}, abstract, a, A = a } = element;
  const [anchor] = Array.isArray(A) ? A : [];
  const address = attributes.href ?? (typeof anchor === 'object' ? anchor.$?.href : undefined);
  return {
    ...child('link', resolved(address, base)),
    ...child('modified', attributes.lastmod),
    ...(abstract !== undefined && { 'raw:description': abstract }),
    ...element,
  };
};

/** Channel Definition Format, of 1997: RSS in other words, most of them attributes. What is RSS already stays. */
export const fromCdf = (channel: Branch, outerBase?: string): Branch => {
  const base = channel.$?.base ?? outerBase;
  const rename = (node: Node): Node => (typeof node === 'string' ? node : asRss(node, base));
  const { item, channel: channels } = channel;
  return {
    ...asRss(channel, base),
    ...(Array.isArray(item) && { item: item.map(rename) }),
    ...(Array.isArray(channels) && {
      channel: channels.map((node) => (typeof node === 'string' ? node : fromCdf(node, base))),
    }),
  };
};
