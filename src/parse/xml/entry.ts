import type { Picture } from '../../../machines/model.ts';
import type { Draft } from '../draft.ts';
import { categoriesOf } from '../field/category.ts';
import { htmlOf, mediaDescriptionOf, type Prose, plainOf } from '../field/content.ts';
import { enclosuresOf } from '../field/enclosure.ts';
import { episodeOf } from '../field/episode.ts';
import { repliesOf } from '../field/link.ts';
import { mediaOf } from '../field/media.ts';
import { momentIn } from '../field/moment.ts';
import { type Byline, bylineIn, bylineOf } from '../field/person.ts';
import { placeOf } from '../field/point.ts';
import { lineOf } from '../field/text.ts';
import { baseAmong, type Scope, scopeIn, urlIn } from '../field/url.ts';
import { linkOf, originOf } from './address.ts';
import { imageOf } from './image.ts';
import type { Fields } from './mapper.ts';
import { attributeOf, childOf, firstOf, nodesOf, textOf } from './node.ts';

/** What an entry takes over from its feed. */
export interface Context extends Scope {
  isAtom: boolean;
  /** Of the feed, for entries that name none. */
  byline: Byline;
  language: string | null;
  /** The page of the feed. */
  link: string | null;
}

const publications = [
  ...(['pubDates', 'published', 'issued', 'atom:published', 'dcterms:issued', 'dcterms:available'] as const),
  ...(['dc:date', 'created', 'dcterms:created', 'dates'] as const),
];

/** Whether that of Dublin Core is the date of the first version nobody says. */
const updates = ['updated', 'modified', 'atom:updated', 'dcterms:modified', 'dc:date'] as const;

const authors = ['dc:creator', 'authors', 'dc:author', 'itunes:author', 'atomAuthors'] as const;

const titleOf = (item: Fields, isAtom: boolean): string | null =>
  lineOf(item.titles, isAtom) ??
  lineOf(item['atom:title'], true) ??
  lineOf(item['dc:title'] ?? item['media:title'] ?? item['itunes:title'], false) ??
  lineOf(childOf(firstOf(item['media:group']), 'media:title'), false);

const idOf = (item: Fields): string | null =>
  textOf(item.guids) ??
  textOf(item.ids) ??
  textOf(item['atom:id']) ??
  textOf(item['rdf:about']) ??
  textOf(item['dc:identifier']);

const summaryOf = (item: Fields): Prose | null =>
  htmlOf(item.descriptions) ??
  plainOf(item.summaries) ??
  plainOf(item['atom:summary']) ??
  htmlOf(item['dc:description']) ??
  mediaDescriptionOf(item) ??
  plainOf(item['itunes:summary']) ??
  plainOf(item['itunes:subtitle']);

const contentOf = (item: Fields, isAtom: boolean): Prose | null =>
  htmlOf(item['content:encoded']) ??
  (isAtom ? plainOf(item.content) : htmlOf(item.content)) ??
  plainOf(item['atom:content']) ??
  htmlOf(item.xhtmlBodies) ??
  htmlOf(item.bodies) ??
  htmlOf(item.fullItems);

/** Its own, else those of the feed that it was taken over from, else those of this feed. */
const bylineFor = (item: Fields, scope: Scope, feed: Byline): Byline => {
  const own = bylineIn(item, authors, scope);
  if (own.author !== null) return own;
  const others = [
    childOf(firstOf(item.origins), 'author'),
    nodesOf(item['media:credit']).filter((credit) => attributeOf(credit, 'role') === 'author'),
  ];
  return others.map((other) => bylineOf(other, scope)).find(({ author }) => author !== null) ?? feed;
};

const pictureOf = (item: Fields, thumbnails: Picture[], scope: Scope): string | null =>
  imageOf(item['itunes:image'], scope) ?? imageOf(item.images, scope) ?? thumbnails[0]?.url ?? null;

const bodyBaseOf = (item: Fields, link: string | null, scope: Scope, context: Context): string => {
  const { base } = scopeIn(firstOf(item.content), scope);
  return baseAmong(base === context.document ? null : base, link, context.link, context.document);
};

const linksOf = ({ links, atomLinks }: Fields): readonly unknown[] =>
  atomLinks === undefined ? nodesOf(links) : [...nodesOf(links), ...nodesOf(atomLinks)];

/** Every field, in this order, in one literal: objects of one shape are made and read fastest. */
export const draftOf = (item: Fields, context: Context): Draft => {
  const { isAtom } = context;
  const scope = scopeIn(item, context);
  const links = linksOf(item);
  const link = linkOf(item, links, scope);
  const byline = bylineFor(item, scope, context.byline);
  const published = momentIn(item, publications);
  const updated = momentIn(item, updates);
  const summary = summaryOf(item);
  const content = contentOf(item, isAtom);
  const { media, thumbnails } = mediaOf(item, scope);
  const comments = firstOf(item.comments);
  return {
    identity: '',
    id: idOf(item),
    link,
    title: titleOf(item, isAtom),
    author: byline.author,
    authors: byline.authors,
    published: published.date,
    updated: updated.date,
    publishedText: published.text,
    updatedText: updated.text,
    summary: summary?.text ?? null,
    content: content?.text ?? null,
    contentType: (content ?? summary)?.type ?? null,
    contentBase: bodyBaseOf(item, link, scope, context),
    safeContent: null,
    enclosures: enclosuresOf(nodesOf(item.enclosures ?? item['enc:enclosure']), links, scope),
    categories: categoriesOf(item.labels, item.atomLabels, item['dc:subject'], item['itunes:category']),
    comments: urlIn(comments, textOf(comments), scope) ?? repliesOf(links, scope),
    source: originOf(item, isAtom, scope),
    language: textOf(item['dc:language']) ?? attributeOf(item, 'xml:lang') ?? context.language,
    rights: lineOf(item.rights ?? item.copyright ?? item['dc:rights'] ?? item['media:copyright'], isAtom),
    image: pictureOf(item, thumbnails, scope),
    thumbnails,
    media,
    episode: episodeOf(item),
    point: placeOf(item),
  };
};
