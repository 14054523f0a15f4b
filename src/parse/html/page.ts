import { Parser } from 'htmlparser2';
import type { FeedLink } from '../../../machines/model.ts';
import { type Attributes, feedLinksOf, leadsToFeed } from './feed-link.ts';

/** How much of a page is looked at: its links to feeds stand near its beginning. */
const maxLength = 512 * 1024;

/** What pages begin with that leave out `<html>`, as they may. */
const beginnings = new Set(
  ['head', 'body', 'title', 'meta', 'base', 'link', 'script', 'style', 'noscript', 'iframe', 'header', 'main', 'nav']
    .concat(['h1', 'h2', 'h3', 'div', 'p', 'b', 'br', 'a', 'center', 'font', 'table', 'form', 'pre', 'hr', 'img'])
    .concat(['span']),
);

/** What stands in a page, as far as it says where else to go. */
export interface Page {
  feeds: FeedLink[];
  asksForPassword: boolean;
}

interface Reading {
  /** By its first tag, or because it says so anywhere. */
  isPage: boolean | null;
  base: string | undefined;
  links: Attributes[];
  asksForPassword: boolean;
}

const onOpen = (reading: Reading, name: string, attributes: Attributes): void => {
  reading.isPage =
    reading.isPage === null ? beginnings.has(name) || name === 'html' : reading.isPage || name === 'html';
  if (name === 'link' && leadsToFeed(attributes)) reading.links.push(attributes);
  else if (name === 'base') reading.base ??= attributes.href;
  else if (name === 'input') reading.asksForPassword ||= attributes.type?.trim().toLowerCase() === 'password';
};

/** Reads an HTML page for its links to feeds. What is no page, but XML of another kind or mere text, is `null`. */
export const readPage = (text: string, url: string): Page | null => {
  const reading: Reading = { isPage: null, base: undefined, links: [], asksForPassword: false };
  const parser = new Parser({
    onopentag: (name, attributes) => onOpen(reading, name, attributes),
    onprocessinginstruction(name, data) {
      if (name === '!doctype' && /^!doctype\s+html\b/i.test(data)) reading.isPage = true;
    },
  });
  // As if no tag had an end: a stack of open ones would take time quadratic to their number.
  Object.assign(parser, { isVoidElement: () => true }).end(text.slice(0, maxLength));
  if (!reading.isPage) return null;
  return { feeds: feedLinksOf(reading.links, reading.base, url), asksForPassword: reading.asksForPassword };
};
