import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';
import { urlOf } from '../../../src/url.ts';

type Node = DefaultTreeAdapterTypes.ChildNode;

const elements = new Set(
  `a abbr acronym address article aside audio b bdi bdo big blockquote br caption center cite code col colgroup dd del
  details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li main mark menu nav
  ol p picture pre q rb rp rt rtc ruby s samp section small source span strike strong sub summary sup table tbody td tfoot
  th thead time tr track tt u ul var video wbr`.split(/\s+/),
);

const harmless = new Set(
  `abbr alt colspan controls datetime dir height kind label lang loading media open preload rel reversed rowspan scope
  sizes span srclang start title type value width`.split(/\s+/),
);

const addresses = new Set(['cite', 'href', 'poster', 'src']);

const leadsOnlyOut = (element: string, name: string, address: string): boolean => {
  if (element === 'img' && name === 'src' && /^data:image\/(?:avif|gif|jpe?g|png|webp);base64,[\w+/=]*$/i.test(address))
    return true;
  if (urlOf(address) === null) return false;
  const { protocol } = new URL(address);
  if (protocol === 'http:' || protocol === 'https:') return true;
  return (name === 'href' || name === 'cite') && /^(?:ftp|mailto|tel|xmpp|magnet):$/.test(protocol);
};

const faultsOfAttribute = (element: string, name: string, value: string): string[] => {
  if (harmless.has(name)) return [];
  const all = name === 'srcset' ? value.split(', ').map((part) => part.split(' ')[0] ?? '') : [value];
  const known = addresses.has(name) || name === 'srcset';
  return known && all.every((address) => leadsOnlyOut(element, name, address)) ? [] : [`${element} ${name}="${value}"`];
};

const faultsOf = (node: Node): string[] => {
  if (node.nodeName === '#text') return [];
  if (!('tagName' in node) || node.namespaceURI !== 'http://www.w3.org/1999/xhtml' || !elements.has(node.tagName))
    return [node.nodeName];
  const own = node.attrs.flatMap(({ name, value }) => faultsOfAttribute(node.tagName, name, value));
  return [...own, ...node.childNodes.flatMap(faultsOf)];
};

/** What a browser would find in the HTML besides elements and attributes that are safe, and addresses that lead out. */
export const faults = (html: string): string[] => parseFragment(html).childNodes.flatMap(faultsOf);
