/** What may stand inside an element, which tells where one ends that was never closed. */
export type Kind =
  | 'root'
  | 'channel'
  /** Contains no other entry. */
  | 'entry'
  /** Text for people: tags inside it are part of the text. */
  | 'prose'
  /** Contains nothing but text. */
  | 'leaf';

const list = (kind: Kind, names: string): [string, Kind][] => names.split(' ').map((name) => [name, kind]);

const kinds: ReadonlyMap<string, Kind> = new Map([
  ...list('root', 'rss rdf:RDF feed'),
  ...list('channel', 'channel'),
  ...list('entry', 'item entry'),
  ...list('prose', 'title description summary content content:encoded subtitle tagline rights body xhtml:body'),
  ...list('prose', 'atom:title atom:summary atom:content itunes:summary media:title media:description dc:description'),
  ...list('leaf', 'link guid id category comments enclosure language generator copyright docs ttl url width height'),
  ...list('leaf', 'pubDate lastBuildDate managingEditor webMaster published updated issued modified created'),
  ...list('leaf', 'name email uri atom:link dc:date dc:creator dc:subject dc:language dc:publisher dc:rights'),
  ...list('leaf', 'sy:updatePeriod sy:updateFrequency sy:updateBase'),
]);

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

/** What is known of an element by its name. */
export interface Term {
  name: string;
  kind: Kind | undefined;
  /** Its name in the tree that rss-parser gets. */
  key: string;
  /** Opening inside a text, it shows that the text should have ended. */
  endsProse: boolean;
}

export const termOf = (name: string): Term => {
  const kind = kinds.get(name);
  const endsProse = kind === 'leaf' || kind === 'entry' || name === 'description' || name === 'content:encoded';
  return { name, kind, key: untouched(name), endsProse };
};
