import type { Origin, Picture } from '../../../machines/model.ts';
import type { Draft } from '../draft.ts';
import { categoriesOf } from '../field/category.ts';
import { htmlOf, mediaDescriptionOf, type Prose, plainOf } from '../field/content.ts';
import { enclosuresOf } from '../field/enclosure.ts';
import { episodeOf } from '../field/episode.ts';
import { pageOf, repliesOf } from '../field/link.ts';
import { mediaOf } from '../field/media.ts';
import { momentOf } from '../field/moment.ts';
import { type Byline, bylineOf } from '../field/person.ts';
import { placeOf } from '../field/point.ts';
import { lineOf } from '../field/text.ts';
import { baseAmong, isWebAddress, type Scope, scopeIn, urlIn } from '../field/url.ts';
import { imageOf } from './image.ts';
import type { Fields } from './mapper.ts';
import { attributeOf, childOf, nodesOf, textOf } from './node.ts';

/** What an entry takes over from its feed. */
export interface Context extends Scope {
  isAtom: boolean;
  /** Of the feed, for entries that name none. */
  byline: Byline;
  language: string | null;
  /** The page of the feed. */
  link: string | null;
}

/** Names that are web addresses are links too, unless they say that they are not; any other if it says so. */
const permalinkOf = (item: Fields, scope: Scope): string | null => {
  const [guid] = nodesOf(item.guids);
  const name = textOf(guid);
  const isPermalink = attributeOf(guid, 'isPermaLink')?.toLowerCase();
  if (name !== null && isPermalink === 'true' && !/\s/.test(name)) return urlIn(guid, name, scope);
  const names = [isPermalink === 'false' ? null : name, textOf(item.ids), textOf(item['rdf:about'])];
  return names.find((text) => text !== null && isWebAddress(text)) ?? null;
};

const linkOf = (item: Fields, links: unknown[], scope: Scope): string | null =>
  pageOf(links, scope) ??
  // Of CDF.
  urlIn(item, attributeOf(item, 'href'), scope) ??
  textOf(item['feedburner:origLink']) ??
  permalinkOf(item, scope) ??
  urlIn(nodesOf(item.content)[0], attributeOf(nodesOf(item.content)[0], 'src'), scope);

const titleOf = (item: Fields, isAtom: boolean): string | null =>
  lineOf(item.titles, isAtom) ??
  lineOf(item['dc:title'] ?? item['media:title'] ?? item['itunes:title'], false) ??
  lineOf(childOf(nodesOf(item['media:group'])[0], 'media:title'), false);

const datesOf = (item: Fields) => {
  const published = momentOf(
    item.pubDates,
    item.published,
    item.issued,
    item['atom:published'],
    item['dcterms:issued'],
    item['dcterms:available'],
    item['dc:date'],
    item.created,
    item['dcterms:created'],
    item.dates,
  );
  const updated = momentOf(
    item.updated,
    item.modified,
    item['atom:updated'],
    item['dcterms:modified'],
    // Whether it is that of the first version nobody says.
    item['dc:date'],
    attributeOf(item, 'lastmod') ?? undefined,
  );
  return {
    published: published.date,
    publishedText: published.text,
    updated: updated.date,
    updatedText: updated.text,
  };
};

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
  htmlOf(item.xhtmlBodies, item.bodies, item.fullItems);

const originOf = (item: Fields, { isAtom, ...scope }: Context): Origin | null => {
  const [source] = nodesOf(item.origins);
  if (source === undefined) return null;
  const id = textOf(childOf(source, 'id'));
  const title = lineOf(childOf(source, 'title'), isAtom) ?? lineOf(source, false);
  const url =
    urlIn(source, attributeOf(source, 'url') ?? attributeOf(source, 'href'), scope) ??
    pageOf(nodesOf(childOf(source, 'link')), scope) ??
    (id !== null && isWebAddress(id) ? id : null);
  return title === null && url === null ? null : { title, url };
};

/** Its own, else those of the feed that it was taken over from, else those of this feed. */
const authorsOf = (item: Fields, context: Context): Byline => {
  const own = bylineOf(
    context.base,
    item['dc:creator'],
    item.authors,
    item['dc:author'],
    item['itunes:author'],
    item.atomAuthors,
    childOf(nodesOf(item.origins)[0], 'author'),
    nodesOf(item['media:credit']).filter((credit) => attributeOf(credit, 'role') === 'author'),
  );
  return own.author === null ? context.byline : own;
};

const pictureOf = (item: Fields, thumbnails: Picture[], scope: Scope): string | null =>
  imageOf(item['itunes:image'], scope) ?? imageOf(item.images, scope) ?? thumbnails[0]?.url ?? null;

export const draftOf = (item: Fields, context: Context): Draft => {
  const { isAtom, language } = context;
  const scope = scopeIn(item, context);
  const links = [...nodesOf(item.links), ...nodesOf(item.atomLinks)];
  const link = linkOf(item, links, scope);
  const summary = summaryOf(item);
  const content = contentOf(item, isAtom);
  const { media, thumbnails } = mediaOf(item, scope);
  const [comments] = nodesOf(item.comments);
  const bodyBase = scopeIn(nodesOf(item.content)[0], scope);
  return {
    id:
      textOf(item.guids) ??
      textOf(item.ids) ??
      textOf(item['atom:id']) ??
      textOf(item['rdf:about']) ??
      textOf(item['dc:identifier']),
    link,
    title: titleOf(item, isAtom),
    ...authorsOf(item, context),
    ...datesOf(item),
    summary: summary?.text ?? null,
    content: content?.text ?? null,
    contentType: (content ?? summary)?.type ?? null,
    contentBase: baseAmong(
      bodyBase.base === context.document ? null : bodyBase.base,
      link,
      context.link,
      context.document,
    ),
    enclosures: enclosuresOf(nodesOf(item.enclosures), links, scope),
    categories: categoriesOf(item.labels, item.atomLabels, item['dc:subject'], item['itunes:category']),
    comments: urlIn(comments, textOf(comments), scope) ?? repliesOf(links, scope),
    source: originOf(item, { ...context, base: scope.base }),
    language: textOf(item['dc:language']) ?? attributeOf(item, 'xml:lang') ?? language,
    rights: lineOf(item.rights ?? item.copyright ?? item['dc:rights'] ?? item['media:copyright'], isAtom),
    image: pictureOf(item, thumbnails, scope),
    thumbnails,
    media,
    episode: episodeOf(item),
    point: placeOf(item),
  };
};
