import { type Term, termOf } from './term.ts';

/** Prefixes by namespace. The empty one is RSS itself, in all the namespaces that it was put into. */
const prefixes = new Map([
  ['http://www.w3.org/2005/atom', 'atom'],
  ['http://purl.org/atom/ns', 'atom'],
  ['http://purl.org/rss/1.0', ''],
  ['http://purl.org/net/rss1.1', ''],
  ['http://my.netscape.com/rdf/simple/0.9', ''],
  ['http://channel.netscape.com/rdf/simple/0.9', ''],
  ['http://backend.userland.com/rss', ''],
  ['http://backend.userland.com/rss2', ''],
  ['http://blogs.law.harvard.edu/tech/rss', ''],
  ['http://cyber.harvard.edu/rss', ''],
  ['http://www.w3.org/1999/02/22-rdf-syntax-ns', 'rdf'],
  ['http://www.w3.org/1999/xhtml', 'xhtml'],
  ['http://purl.org/dc/elements/1.0', 'dc'],
  ['http://purl.org/dc/elements/1.1', 'dc'],
  ['http://purl.org/dc/terms', 'dcterms'],
  ['http://purl.org/rss/1.0/modules/dc', 'dc'],
  ['http://purl.org/rss/1.0/modules/content', 'content'],
  ['http://purl.org/rss/1.0/modules/syndication', 'sy'],
  ['http://www.itunes.com/dtds/podcast-1.0.dtd', 'itunes'],
  ['http://www.itunes.com/dtds/podcast-1.0', 'itunes'],
  ['http://www.itunes.com/podcast-1.0.dtd', 'itunes'],
  ['http://example.com/dtds/podcast-1.0.dtd', 'itunes'],
  ['http://podcastindex.org/namespace/1.0', 'podcast'],
  ['http://search.yahoo.com/mrss', 'media'],
  ['http://video.search.yahoo.com/mrss', 'media'],
  ['http://tools.search.yahoo.com/mrss', 'media'],
  ['http://www.rssboard.org/media-rss', 'media'],
  ['http://www.georss.org/georss', 'georss'],
  ['http://www.georss.org/georss/10', 'georss'],
  ['http://www.w3.org/2003/01/geo/wgs84_pos', 'geo'],
  ['http://www.opengis.net/gml', 'gml'],
  ['http://www.opengis.net/gml/3.2', 'gml'],
  ['http://wellformedweb.org/commentapi', 'wfw'],
  ['http://purl.org/rss/1.0/modules/slash', 'slash'],
  ['http://purl.org/syndication/thread/1.0', 'thr'],
  ['http://rssnamespace.org/feedburner/ext/1.0', 'feedburner'],
]);

/** Names that are found in any case, and the one that readers expect. */
const spellings = new Map(
  ['rss', 'channel', 'item', 'feed', 'entry', 'title', 'link', 'description', 'guid', 'pubDate', 'lastBuildDate']
    .concat(['abstract', 'author', 'category', 'enclosure', 'language', 'managingEditor'])
    .concat(['ttl', 'skipHours', 'skipDays', 'hour', 'day'])
    .map((name) => [name.toLowerCase(), name]),
).set('rdf', 'rdf:RDF');

const namespaceOf = (uri: string): string | undefined =>
  uri.length > 100
    ? undefined
    : prefixes.get(
        uri
          .trim()
          .toLowerCase()
          .replace(/^https:/, 'http:')
          .replace(/[/#]+$/, ''),
      );

/** A default namespace here is the document's own. */
const roots = /^(rss|rdf|channel|feed)$/i;

/**
 * Names elements by their namespace, whatever prefix the document chose. A declared prefix holds from there to the end:
 * feeds do not use one for two things.
 */
export const createNames = () => {
  const declared = new Map<string, string>();
  const known = new Map<string, Term>();
  /** In an Atom document Atom's names have no prefix, in any other they have. */
  let home = '';

  const join = (prefix: string, local: string): string => {
    if (prefix !== '' && prefix !== home) return `${prefix}:${local}`;
    const name = spellings.get(local.toLowerCase()) ?? local;
    return name === '__proto__' ? 'proto' : name;
  };

  const resolve = (raw: string): string => {
    const colon = raw.indexOf(':');
    const written = raw.slice(0, Math.max(colon, 0));
    const prefix = declared.get(written) ?? written;
    const local = raw.slice(colon + 1);
    if (local.toLowerCase() === 'feed' && (prefix === '' || prefix === 'atom')) home = 'atom';
    return join(prefix, local);
  };

  const declare = (attributes: Record<string, string>): string | undefined => {
    let own: string | undefined;
    for (const [name, uri] of Object.entries(attributes)) {
      if (name === 'xmlns') own = namespaceOf(uri);
      const prefix = name.startsWith('xmlns:') ? namespaceOf(uri) : undefined;
      if (prefix === undefined) continue;
      declared.set(name.slice('xmlns:'.length), prefix);
      known.clear();
    }
    return own;
  };

  return (raw: string, attributes: Record<string, string>): Term => {
    for (const attribute in attributes) {
      if (!attribute.startsWith('xmlns')) continue;
      const own = declare(attributes);
      if (own && !raw.includes(':') && !roots.test(raw)) return termOf(join(own, raw));
      break;
    }
    let term = known.get(raw);
    if (term === undefined) {
      term = termOf(resolve(raw));
      known.set(raw, term);
    }
    return term;
  };
};
