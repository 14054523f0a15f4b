import type { Enclosure } from '../../../machines/model.ts';
import { attributeOf, textOf } from '../xml/node.ts';

/** Absolute ones stay as they were written, also where that is no valid URL. */
export const absolute = (href: string | null, base: string): string | null => {
  if (href === null || /^[a-z][a-z\d+.-]*:/i.test(href)) return href;
  return URL.canParse(href, base) ? new URL(href, base).href : null;
};

const relationOf = (link: unknown): string => attributeOf(link, 'rel')?.toLowerCase() ?? 'alternate';

/** The page that a feed or an entry stands for: RSS writes it as text, Atom as one of several links. */
export const pageOf = (links: unknown[], base: string): string | null => {
  const alternates = links.filter((link) => attributeOf(link, 'href') !== null && relationOf(link) === 'alternate');
  const page = alternates.find((link) => /html/.test(attributeOf(link, 'type') ?? 'html')) ?? alternates[0];
  return absolute(textOf(links) ?? attributeOf(page, 'href'), base);
};

const lengthOf = (text: string | null): number | null => {
  const length = text !== null && /^\d+$/.test(text) ? Number(text) : null;
  return Number.isSafeInteger(length) ? length : null;
};

const addEnclosure = (found: Map<string, Enclosure>, node: unknown, href: string, base: string): void => {
  const url = absolute(attributeOf(node, href), base);
  if (url === null || found.has(url)) return;
  found.set(url, { url, type: attributeOf(node, 'type'), length: lengthOf(attributeOf(node, 'length')) });
};

/** Of RSS and of Atom, each URL once. */
export const enclosuresOf = (nodes: unknown[], links: unknown[], base: string): Enclosure[] => {
  const found = new Map<string, Enclosure>();
  for (const node of nodes) addEnclosure(found, node, 'url', base);
  for (const link of links) if (relationOf(link) === 'enclosure') addEnclosure(found, link, 'href', base);
  return [...found.values()];
};
