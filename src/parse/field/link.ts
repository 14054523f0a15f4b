import { attributeOf, textOf } from '../xml/node.ts';
import { type Scope, urlIn } from './url.ts';

/** `alternate`, if it says none. Registered ones may be written as URLs. */
export const relationOf = (link: unknown): string => {
  const relation = attributeOf(link, 'rel')?.toLowerCase() ?? 'alternate';
  return relation.slice(relation.lastIndexOf('/') + 1);
};

/** No type is taken for HTML. */
const isPage = (link: unknown): boolean => /html/i.test(attributeOf(link, 'type') ?? 'html');

const hrefOf = (link: unknown, scope: Scope): string | null => urlIn(link, attributeOf(link, 'href'), scope);

/** Where the first links of a relation lead, each once. */
export const relatedTo = (links: readonly unknown[], relation: string, count: number, scope: Scope): string[] => {
  const found = new Set<string>();
  for (const link of links) {
    if (relationOf(link) !== relation) continue;
    const url = hrefOf(link, scope);
    if (url !== null) found.add(url);
    if (found.size === count) break;
  }
  return [...found];
};

const writtenOf = (links: readonly unknown[], scope: Scope): string | null => {
  for (const link of links) {
    const url = urlIn(link, textOf(link), scope);
    if (url !== null) return url;
  }
  return null;
};

const alternateOf = (links: readonly unknown[], scope: Scope): string | null => {
  let other: unknown;
  for (const link of links) {
    if (relationOf(link) !== 'alternate' || attributeOf(link, 'href') === null) continue;
    if (isPage(link)) return hrefOf(link, scope);
    other ??= link;
  }
  return hrefOf(other, scope);
};

/** The page that a feed or an entry stands for: RSS writes it as text, Atom as one of several links. */
export const pageOf = (links: readonly unknown[], scope: Scope): string | null =>
  writtenOf(links, scope) ?? alternateOf(links, scope);

/** The page of an entry's comments in Atom. One without a type is a feed. */
export const repliesOf = (links: readonly unknown[], scope: Scope): string | null => {
  const page = links.find(
    (link) => relationOf(link) === 'replies' && attributeOf(link, 'type') !== null && isPage(link),
  );
  return hrefOf(page, scope);
};
