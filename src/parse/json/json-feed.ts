import type { FeedInfo } from '../../../machines/model.ts';
import type { Reading } from '../draft.ts';
import { noHints } from '../field/hints.ts';
import { inheritedByline } from '../field/person.ts';
import { absolute } from '../field/url.ts';
import { inherited, maxEntries } from '../limits.ts';
import { unreadable } from '../unreadable.ts';
import { readElements } from '../xml/feed.ts';
import { bylineIn, draftOf, titleIn } from './item.ts';
import { treeOf } from './rss-in-json.ts';
import { parseJson } from './syntax.ts';
import { isMembers, listOf, type Members, wordsOf } from './value.ts';

const hubsIn = (hubs: unknown, base: string): string[] => {
  const urls = listOf(hubs).map((hub) => absolute(wordsOf(isMembers(hub) ? hub.url : hub), base));
  return [...new Set(urls)].filter((url) => url !== null).slice(0, 10);
};

const infoOf = (feed: Members, base: string): FeedInfo => {
  const link = absolute(wordsOf(feed.home_page_url), base);
  return {
    title: titleIn(feed.title),
    description: titleIn(feed.description),
    link,
    language: wordsOf(feed.language),
    updated: null,
    id: null,
    ...bylineIn(feed, base),
    categories: [],
    image: absolute(wordsOf(feed.icon) ?? wordsOf(feed.favicon), base),
    generator: null,
    rights: null,
    self: absolute(wordsOf(feed.feed_url), base),
    hubs: hubsIn(feed.hubs, base),
    hints: noHints,
  };
};

const hasSome = (item: Members, names: string[]): boolean => names.some((name) => wordsOf(item[name]) !== null);

/** Lists of items that have titles are common in JSON: without a version there must be what only a feed has. */
const isFeed = (feed: Members, items: Members[]): boolean =>
  wordsOf(feed.version)?.includes('jsonfeed.org') ||
  items.some((item) => hasSome(item, ['content_html', 'content_text'])) ||
  (hasSome(feed, ['home_page_url', 'feed_url']) &&
    items.some((item) => hasSome(item, ['url', 'external_url', 'date_published'])));

const isChannel = (channel: Members): boolean =>
  'item' in channel || hasSome(channel, ['title', 'link', 'description']);

const readJsonFeed = (feed: Members, items: Members[], base: string): Reading => {
  const info = infoOf(feed, base);
  const context = { base, byline: inheritedByline(info), language: inherited(info.language), link: info.link };
  const drafts = items.slice(0, maxEntries).map((item) => draftOf(item, context));
  return { format: 'json', feed: info, drafts };
};

/** Reads JSON Feed, versions 1 and 1.1, and RSS that is written as JSON. */
export const readJson = async (json: string, base: string): Promise<Reading> => {
  const document = parseJson(json);
  if (isMembers(document)) {
    const { items, rss } = document;
    if (isMembers(rss) && isMembers(rss.channel) && isChannel(rss.channel)) return readElements(treeOf(rss), base);
    const listed = Array.isArray(items) ? items.filter(isMembers) : null;
    if (listed !== null && isFeed(document, listed)) return readJsonFeed(document, listed, base);
  }
  throw unreadable('not-a-feed', 'it is JSON, but not a JSON Feed');
};
