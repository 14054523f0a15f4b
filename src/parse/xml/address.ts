import type { Origin } from '../../../machines/model.ts';
import { pageOf } from '../field/link.ts';
import { lineOf } from '../field/text.ts';
import { isWebAddress, type Scope, urlIn } from '../field/url.ts';
import type { Fields } from './mapper.ts';
import { attributeOf, childOf, firstOf, nodesOf, textOf } from './node.ts';

const webAddress = (text: string | null): string | null => (text !== null && isWebAddress(text) ? text : null);

/** Names that are web addresses are links too, unless they say that they are not; any other if it says so. */
const permalinkOf = (item: Fields, scope: Scope): string | null => {
  const guid = firstOf(item.guids);
  const name = textOf(guid);
  const isPermalink = attributeOf(guid, 'isPermaLink')?.toLowerCase();
  if (name !== null && isPermalink === 'true' && !/\s/.test(name)) return urlIn(guid, name, scope);
  return (
    webAddress(isPermalink === 'false' ? null : name) ??
    webAddress(textOf(item.ids)) ??
    webAddress(textOf(item['rdf:about']))
  );
};

/** The page that an item stands for. */
export const linkOf = (item: Fields, links: readonly unknown[], scope: Scope): string | null =>
  pageOf(links, scope) ??
  textOf(item['feedburner:origLink']) ??
  permalinkOf(item, scope) ??
  urlIn(firstOf(item.content), attributeOf(firstOf(item.content), 'src'), scope);

/** RSS writes the feed that an item was taken over from as a link, Atom as a feed. */
export const originOf = (item: Fields, isAtom: boolean, scope: Scope): Origin | null => {
  const source = firstOf(item.origins);
  if (source === undefined) return null;
  const title = lineOf(childOf(source, 'title'), isAtom) ?? lineOf(source, false);
  const url =
    urlIn(source, attributeOf(source, 'url') ?? attributeOf(source, 'href'), scope) ??
    pageOf(nodesOf(childOf(source, 'link')), scope) ??
    webAddress(textOf(childOf(source, 'id')));
  return title === null && url === null ? null : { title, url };
};
