import type { Attributes, Branch, Node } from './node.ts';

const childrenOf = (attributes: Attributes | undefined): Branch => {
  const children: Branch = {};
  for (const [name, value] of Object.entries(attributes ?? {})) {
    const key = name.toLowerCase();
    if (key === 'href') children.link = [{ $: {}, _: value }];
    else if (key === 'lastmod') children['raw:pubDate'] = [value];
  }
  return children;
};

/** An element of the Channel Definition Format, which has in attributes what RSS has in elements. */
export const fromCdf = (node: Node): Branch => {
  if (typeof node === 'string') return {};
  const { abstract, ...rest } = node;
  return { ...childrenOf(node.$), ...(abstract && { 'raw:description': abstract }), ...rest };
};
