import type { FeedInfo } from '../../../machines/model.ts';
import { categoriesOf } from '../field/category.ts';
import { hintsOf } from '../field/hints.ts';
import { pageOf, relatedTo } from '../field/link.ts';
import { momentIn } from '../field/moment.ts';
import { bylineIn } from '../field/person.ts';
import { lineOf } from '../field/text.ts';
import type { Scope } from '../field/url.ts';
import { imageOf } from './image.ts';
import type { Mapped } from './mapper.ts';
import { attributeOf, nodesOf, textOf } from './node.ts';

const descriptionOf = (feed: Mapped, isAtom: boolean): string | null =>
  lineOf(feed.descriptions, isAtom) ??
  lineOf(feed.subtitles, isAtom) ??
  lineOf(feed.taglines, isAtom) ??
  lineOf(feed['dc:description'] ?? feed['itunes:summary'] ?? feed['itunes:subtitle'], false) ??
  lineOf(feed['atom:subtitle'], true);

const authors = [
  'editors',
  'authors',
  'dc:creator',
  'itunes:author',
  'itunes:owner',
  'atomAuthors',
  'webMasters',
] as const;

const updates = [
  'updated',
  'modified',
  'lastBuildDates',
  'atom:updated',
  'dcterms:modified',
  'dc:date',
  'pubDates',
] as const;

/** In RSS 1.0 a generator is named by its URL. */
const generatorOf = (feed: Mapped): string | null =>
  lineOf(feed.generators, false) ?? attributeOf(nodesOf(feed['admin:generatorAgent'])[0], 'rdf:resource');

export const infoOf = (feed: Mapped, isAtom: boolean, scope: Scope): FeedInfo => {
  const links = [...nodesOf(feed.links), ...nodesOf(feed.atomLinks)];
  return {
    title: lineOf(feed.titles, isAtom) ?? lineOf(feed['atom:title'], true) ?? lineOf(feed['dc:title'], false),
    description: descriptionOf(feed, isAtom),
    link: pageOf(links, scope),
    language: textOf(feed.languages) ?? textOf(feed['dc:language']) ?? attributeOf(feed, 'xml:lang'),
    updated: momentIn(feed, updates).date,
    id: textOf(feed.ids) ?? textOf(feed['atom:id']) ?? attributeOf(feed, 'rdf:about'),
    ...bylineIn(feed, authors, scope),
    categories: categoriesOf(feed.labels, feed.atomLabels, feed['dc:subject'], feed['itunes:category']),
    image:
      imageOf(feed.images, scope) ??
      imageOf(feed['itunes:image'], scope) ??
      imageOf(feed.logo, scope) ??
      imageOf(feed.icon, scope) ??
      imageOf(feed['media:thumbnail'], scope),
    generator: generatorOf(feed),
    rights: lineOf(feed.rights ?? feed.copyright ?? feed['dc:rights'], isAtom),
    self: relatedTo(links, 'self', 1, scope)[0] ?? null,
    hubs: relatedTo(links, 'hub', 10, scope),
    hints: hintsOf(feed),
  };
};
