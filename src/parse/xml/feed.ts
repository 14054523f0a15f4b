import type { FeedInfo } from '../../../machines/model.ts';
import { bareDraft, bareFeed, type Draft, type Reading } from '../draft.ts';
import { hintsOf } from '../field/hints.ts';
import { enclosuresOf, pageOf } from '../field/link.ts';
import { authorsOf, categoriesOf, dateOf, lineOf } from '../field/text.ts';
import { inherited } from '../limits.ts';
import { createMapper, type Fields, type Mapped } from './mapper.ts';
import { attributeOf, nodesOf, textOf } from './node.ts';

interface Context {
  /** What relative URLs are relative to. */
  base: string;
  isAtom: boolean;
  /** Of the feed, for entries that name none. */
  author: string | null;
}

const mapper = createMapper();

const feedOf = (feed: Mapped, { base, isAtom }: Context): FeedInfo => ({
  ...bareFeed,
  title: lineOf(feed.titles, isAtom) ?? lineOf(feed.title, isAtom),
  description: lineOf(feed.descriptions, isAtom) ?? lineOf(feed.subtitles, isAtom) ?? lineOf(feed.taglines, isAtom),
  link: pageOf(nodesOf(feed.links), base),
  language: textOf(feed.language) ?? textOf(feed['dc:language']),
  updated: dateOf(feed.updated, feed.modified, feed.lastBuildDate, feed['dc:date'], feed.pubDates),
  hints: hintsOf(feed),
});

/** Names that are web addresses are links too, unless they say that they are not. */
const permalinkOf = (item: Fields): string | null => {
  const [guid] = nodesOf(item.guids);
  const isNone = attributeOf(guid, 'isPermaLink')?.toLowerCase() === 'false';
  const name = (isNone ? null : textOf(guid)) ?? textOf(item['rdf:about']);
  return name && /^https?:/i.test(name) ? name : null;
};

const draftOf = (item: Fields, { base, isAtom, author }: Context): Draft => {
  const links = [...nodesOf(item.links), ...nodesOf(item.atomLinks)];
  return {
    ...bareDraft,
    contentBase: base,
    id: textOf(item.guid) ?? textOf(item.id) ?? textOf(item['rdf:about']),
    link: pageOf(links, base) ?? permalinkOf(item),
    title: lineOf(item.titles, isAtom) ?? lineOf(item.title, isAtom),
    author:
      authorsOf(nodesOf(item.creators)) ?? authorsOf(nodesOf(item.authors)) ?? textOf(item['itunes:author']) ?? author,
    published: dateOf(item.pubDates, item.published, item.issued, item['dc:date'], item.created),
    updated: dateOf(item.updated, item.modified),
    summary: textOf(item.descriptions) ?? textOf(item.summary),
    content: textOf(item['content:encoded']) ?? textOf(item.content),
    enclosures: enclosuresOf(nodesOf(item.enclosures), links, base),
    categories: categoriesOf([...nodesOf(item.labels), ...nodesOf(item.subjects)]),
  };
};

/** Reads RSS of any version and Atom. */
export const readXml = async (xml: string, base: string): Promise<Reading> => {
  const mapped = await mapper.parseString(xml);
  const isAtom = mapped.dialect === 'atom';
  const context = { base, isAtom, author: isAtom ? inherited(authorsOf(nodesOf(mapped.authors))) : null };
  return {
    format: isAtom ? 'atom' : 'rss',
    feed: feedOf(mapped, context),
    drafts: mapped.items.map((item) => draftOf(item, context)),
  };
};
