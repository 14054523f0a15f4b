/** What may stand inside an element, which tells where one ends that was never closed. */
export type Kind =
  | 'root'
  | 'channel'
  /** Contains no other entry. */
  | 'entry'
  /** Text for people: tags inside it are part of the text. */
  | 'prose'
  /** Contains nothing but text. */
  | 'leaf'
  /** Contains others, or text. */
  | 'group';

const list = (kind: Kind, prefix: string, names: string): [string, Kind][] =>
  names.split(' ').map((name) => [prefix + name, kind]);

const atomProse = 'title subtitle tagline summary content rights info';
const atomLeaves = 'id link published updated issued modified created name email uri url logo icon generator category';
const dublinProse = 'title description abstract';
const dublinLeaves =
  'author creator contributor publisher subject date language rights identifier source type format relation coverage ' +
  'created issued modified available valid references';

const kinds: ReadonlyMap<string, Kind> = new Map([
  ...list('root', '', 'rss rdf:RDF feed'),
  ...list('channel', '', 'channel'),
  ...list('entry', '', 'item entry'),
  ...list('prose', '', `${atomProse} description abstract`),
  ...list('prose', 'atom:', atomProse),
  ...list('prose', 'dc:', dublinProse),
  ...list('prose', 'dcterms:', dublinProse),
  ...list('prose', '', 'content:encoded excerpt:encoded media:title media:description itunes:summary itunes:subtitle'),
  ...list('prose', '', 'xhtml:body xhtml:div body fullitem'),
  ...list('leaf', '', `${atomLeaves} guid comments enclosure language copyright docs ttl width height rating`),
  ...list('leaf', '', 'pubDate lastBuildDate managingEditor webMaster hour day cloud'),
  ...list('leaf', 'atom:', atomLeaves),
  ...list('leaf', 'dc:', dublinLeaves),
  ...list('leaf', 'dcterms:', dublinLeaves),
  ...list('leaf', 'sy:', 'updatePeriod updateFrequency updateBase'),
  ...list('leaf', 'slash:', 'comments section department hit_parade'),
  ...list('leaf', 'wfw:', 'comment commentRss commentRSS'),
  ...list('leaf', 'thr:', 'total in-reply-to'),
  ...list(
    'leaf',
    'itunes:',
    'author image duration episode episodeType season explicit block keywords order title type',
  ),
  ...list('leaf', 'itunes:', 'name email new-feed-url complete isClosedCaptioned'),
  ...list('leaf', 'media:', 'thumbnail keywords credit rating copyright category player hash adult restriction'),
  ...list('leaf', 'georss:', 'point line polygon box elev featurename featureName'),
  ...list('leaf', 'geo:', 'lat long lon alt'),
  ...list('leaf', 'gml:', 'pos'),
  ...list('leaf', 'feedburner:', 'origLink origEnclosureLink info emailServiceId feedburnerHostname'),
  ...list('leaf', '', 'creativeCommons:license cc:license admin:generatorAgent admin:errorReportsTo'),
  ...list('group', '', 'author contributor image source textinput skipHours skipDays items'),
  ...list(
    'group',
    '',
    'atom:author atom:contributor atom:source media:group media:content itunes:owner itunes:category',
  ),
  ...list('group', '', 'georss:where gml:Point geo:Point'),
]);

/** Names are found in any case; this is the one that readers expect. */
const spellings = new Map([...kinds.keys()].map((name) => [name.toLowerCase(), name]))
  .set('rdf', 'rdf:RDF')
  .set('commentrss', 'wfw:commentRss');

export const spelt = (name: string): string => spellings.get(name.toLowerCase()) ?? name;

/**
 * Of these rss-parser takes a snippet, in time quadratic to their length, or a date, and throws if it is none. Under another
 * name they pass untouched.
 */
const disguises = new Map(
  ['description', 'content', 'content:encoded', 'published', 'updated', 'pubDate', 'dc:date'].map((name) => [
    name,
    `raw:${name}`,
  ]),
);
export const untouched = (name: string): string => disguises.get(name) ?? name;

/** They bear URLs. */
const bearers = new Set(
  ['link', 'guid', 'id', 'comments', 'enclosure', 'uri', 'url', 'docs', 'logo', 'icon', 'generator']
    .flatMap((name) => [name, `atom:${name}`])
    .concat([
      'media:thumbnail',
      'media:player',
      'itunes:image',
      'wfw:comment',
      'wfw:commentRss',
      'feedburner:origLink',
    ]),
);

/** What is known of an element by its name. */
export interface Term {
  name: string;
  kind: Kind | undefined;
  /** Its name in the tree that rss-parser gets. */
  key: string;
  hasBase: boolean;
  hasLanguage: boolean;
}

export const termOf = (name: string): Term => {
  const kind = kinds.get(name);
  const hasLanguage = kind === 'root' || kind === 'channel' || kind === 'entry';
  const hasBase = hasLanguage || kind === 'prose' || kind === 'group' || bearers.has(name);
  return { name, kind, key: untouched(name), hasBase, hasLanguage };
};

/** What has its name but means nothing to a feed, as an `item` of something else. */
export const foreign = (term: Term): Term => ({ ...term, kind: undefined, hasBase: false, hasLanguage: false });
