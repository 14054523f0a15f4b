const prefixes: Record<string, string[]> = {
  // The empty one is RSS itself, in all the namespaces that it was put into.
  '': [
    'purl.org/rss/1.0',
    'purl.org/net/rss1.1',
    'purl.org/rss/1.0/modules/rss091',
    'my.netscape.com/rdf/simple/0.9',
    'channel.netscape.com/rdf/simple/0.9',
    'my.netscape.com/publish/formats/rss-0.91.dtd',
    'my.userland.com/rss',
    'backend.userland.com/rss',
    'backend.userland.com/rss2',
    'backend.userland.com/rss091',
    'backend.userland.com/rss092',
    'blogs.law.harvard.edu/tech/rss',
    'cyber.harvard.edu/rss',
    'cyber.law.harvard.edu/rss',
    'www.rssboard.org/rss-specification',
  ],
  atom: [
    'www.w3.org/2005/atom',
    'purl.org/atom/ns',
    'purl.org/net/atom',
    'example.com/newformat',
    'example.com/necho',
    'purl.org/echo',
    'uri/of/echo/namespace',
    'purl.org/pie',
  ],
  rdf: ['www.w3.org/1999/02/22-rdf-syntax-ns'],
  rdfs: ['www.w3.org/2000/01/rdf-schema'],
  xhtml: ['www.w3.org/1999/xhtml', 'www.w3.org/tr/xhtml1/transitional', 'www.w3.org/tr/xhtml1/strict'],
  xml: ['www.w3.org/xml/1998/namespace'],
  xlink: ['www.w3.org/1999/xlink'],
  dc: [
    'purl.org/dc/elements/1.0',
    'purl.org/dc/elements/1.1',
    'purl.org/dc/elements',
    'purl.org/metadata/dublin_core',
    'purl.org/rss/1.0/modules/dc',
  ],
  dcterms: ['purl.org/dc/terms'],
  content: ['purl.org/rss/1.0/modules/content', 'purl.org/rss/modules/content'],
  sy: ['purl.org/rss/1.0/modules/syndication', 'purl.org/rss/modules/syndication'],
  enc: ['purl.oclc.org/net/rss_2.0/enc'],
  slash: ['purl.org/rss/1.0/modules/slash', 'purl.org/rss/modules/slash'],
  wfw: ['wellformedweb.org/commentapi', 'wellformedweb.org/commentsapi'],
  thr: ['purl.org/syndication/thread/1.0'],
  itunes: [
    'www.itunes.com/dtds/podcast-1.0.dtd',
    'www.itunes.com/dtds/podcast-1.0',
    'itunes.com/dtds/podcast-1.0.dtd',
    'www.itunes.com/podcast-1.0.dtd',
    'example.com/dtds/podcast-1.0.dtd',
  ],
  media: [
    'search.yahoo.com/mrss',
    'video.search.yahoo.com/mrss',
    'tools.search.yahoo.com/mrss',
    'www.rssboard.org/media-rss',
  ],
  podcast: ['podcastindex.org/namespace/1.0', 'github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md'],
  googleplay: [
    'www.google.com/schemas/play-podcasts/1.0',
    'www.google.com/schemas/play-podcasts/1.0/play-podcasts.xsd',
  ],
  georss: ['www.georss.org/georss', 'www.georss.org/georss/10'],
  geo: ['www.w3.org/2003/01/geo/wgs84_pos', 'www.w3.org/2003/01/geo'],
  gml: ['www.opengis.net/gml', 'www.opengis.net/gml/3.2'],
  feedburner: ['rssnamespace.org/feedburner/ext/1.0'],
  creativeCommons: [
    'backend.userland.com/creativecommonsrssmodule',
    'cyber.law.harvard.edu/rss/creativecommonsrssmodule.html',
  ],
  cc: ['web.resource.org/cc', 'creativecommons.org/ns'],
  admin: ['webns.net/mvcb'],
  excerpt: ['wordpress.org/export/1.0/excerpt', 'wordpress.org/export/1.1/excerpt', 'wordpress.org/export/1.2/excerpt'],
  psc: ['podlove.org/simple-chapters'],
  source: ['source.scripting.com'],
};

const byUri = new Map(Object.entries(prefixes).flatMap(([prefix, uris]) => uris.map((uri) => [uri, prefix] as const)));

/** Longer than any that is known. */
const longest = 100;

/** The customary prefix of a namespace, however its URI is spelt. */
export const prefixOf = (uri: string): string | undefined => {
  if (uri.length > longest) return undefined;
  const plain = uri
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/[/#?]{1,9}$/, '');
  return byUri.get(plain);
};

/** Prefixes that are used undeclared, and are not the customary ones. */
const aliases = new Map([
  ...['a10', 'atom10', 'atom03', 'atom1', 'atom2'].map((alias) => [alias, 'atom'] as const),
  ...['rss', 'rss1', 'rss10', 'rss09', 'rss091', 'rss2'].map((alias) => [alias, ''] as const),
  ...['html', 'h', 'body'].map((alias) => [alias, 'xhtml'] as const),
  ['mrss', 'media'],
  ['dct', 'dcterms'],
  ['creativecommons', 'creativeCommons'],
  ['ccommons', 'creativeCommons'],
  ['thread', 'thr'],
]);

/** What a prefix means that is declared nowhere, or as something unknown. */
export const customary = (prefix: string): string => {
  const lower = prefix.toLowerCase();
  return aliases.get(lower) ?? (Object.hasOwn(prefixes, lower) ? lower : prefix);
};
