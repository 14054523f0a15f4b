import type { FeedLink } from '../../../machines/model.ts';
import { urlOf } from '../../url.ts';
import { trimmed } from '../xml/node.ts';
import { plainText } from './markup.ts';

const maxLinks = 20;
const maxUrlLength = 2_000;
const maxTextLength = 200;

export type Attributes = Record<string, string>;

const feedTypes = new Set(
  ['rss', 'atom', 'rdf'].flatMap((name) => [`application/${name}+xml`, `application/${name}`, `text/${name}+xml`]),
).add('application/feed+json');

/** Of documents of any kind. Such a one is a feed where the title says so. */
const plainTypes = new Set(['application/json', 'application/xml', 'text/xml']);

/** Whether a `<link>` leads to a feed: by the type of an alternate, as pages commonly say it, or as `rel="feed"`. */
export const leadsToFeed = ({ rel = '', type = '', title = '' }: Attributes): boolean => {
  const relations = rel.toLowerCase().trim().split(/\s+/);
  const [mime = ''] = type.toLowerCase().split(';');
  if (relations.includes('feed')) return !mime.includes('html');
  const isOfFeed = feedTypes.has(mime.trim()) || (plainTypes.has(mime.trim()) && /\b(rss|atom|feed)\b/i.test(title));
  return isOfFeed && relations.includes('alternate');
};

/** Without a login and a fragment, which mean no other feed. */
const webAddress = (href: string | undefined, base: string | undefined): string | null => {
  if (href === undefined || href.trim() === '' || href.length > maxUrlLength) return null;
  const url = urlOf(href, base);
  if (url === null) return null;
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  Object.assign(url, { hash: '', username: '', password: '' });
  return url.href;
};

const short = (text: string | undefined): string | null =>
  text === undefined
    ? null
    : trimmed(
        plainText(text.slice(0, 5 * maxTextLength))
          .slice(0, maxTextLength)
          .toWellFormed(),
      );

/** Where the links of a page lead: each feed once, the first ones, and not the page itself. */
export const feedLinksOf = (links: Attributes[], baseHref: string | undefined, pageUrl: string): FeedLink[] => {
  const page = webAddress(pageUrl, undefined);
  const base = webAddress(baseHref, page ?? undefined) ?? page ?? undefined;
  const found = new Map<string, FeedLink>();
  for (const { href, title, type } of links) {
    const url = webAddress(href, base);
    if (url === null || url === page || found.has(url)) continue;
    found.set(url, { url, title: short(title), type: short(type) });
    if (found.size === maxLinks) break;
  }
  return [...found.values()];
};
