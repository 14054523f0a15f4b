import Parser from 'rss-parser';
import { inStandardForm } from './dialect.ts';
import { readTree } from './reader.ts';
import { untouched } from './term.ts';

/** What rss-parser makes of a feed or an item. Its declared types promise strings where documents give anything. */
export type Fields = Record<string, unknown>;
export type Mapped = Fields & { items: Fields[] };

type CustomField = string | [from: string, to: string] | [from: string, to: string, { keepArray: true }];

const all = (from: string, to: string): CustomField => [from, to, { keepArray: true }];
const renamed = (name: string): CustomField => [untouched(name), name];

/** What rss-parser leaves out, reduces to the first one, or reads in a way of its own. */
const common: CustomField[] = [
  all('title', 'titles'),
  all('link', 'links'),
  all('author', 'authors'),
  all(untouched('description'), 'descriptions'),
  renamed('updated'),
  all(untouched('pubDate'), 'pubDates'),
  renamed('dc:date'),
  'modified',
];
const ofFeed: CustomField[] = [
  all('subtitle', 'subtitles'),
  all('tagline', 'taglines'),
  'dialect',
  'language',
  'dc:language',
  all('ttl', 'ttls'),
  all('skipHours', 'skippedHours'),
  all('skipDays', 'skippedDays'),
  'sy:updatePeriod',
  'sy:updateFrequency',
  'sy:updateBase',
];
const ofItem: CustomField[] = [
  all('dc:creator', 'creators'),
  all('dc:subject', 'subjects'),
  all('category', 'labels'),
  all('enclosure', 'enclosures'),
  all('atom:link', 'atomLinks'),
  all('guid', 'guids'),
  renamed('content'),
  renamed('content:encoded'),
  renamed('published'),
  'issued',
  'created',
  'itunes:author',
];

interface CustomFields {
  feed: CustomField[];
  item: CustomField[];
}

/** Its declared options know lists of fields for items only. */
type Options = Omit<Parser.ParserOptions<Fields, Fields>, 'customFields'> & { customFields: CustomFields };
const Mapper = Parser as unknown as new (options: Options) => { parseString(xml: string): Promise<Mapped> };

/** rss-parser, with a reader of ours in the place of xml2js. */
export const createMapper = () => {
  const mapper = new Mapper({ customFields: { feed: [...common, ...ofFeed], item: [...common, ...ofItem] } });
  const xmlParser = {
    parseString: (xml: string, callback: (error: null, tree: unknown) => void) =>
      callback(null, inStandardForm(readTree(xml))),
  };
  return Object.assign(mapper, { xmlParser });
};
