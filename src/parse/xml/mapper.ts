import Parser from 'rss-parser';
import { feedFields, itemFields } from './fields.ts';
import type { Branch, Node } from './node.ts';
import { untouched } from './term.ts';

/** What rss-parser makes of an item: lists of nodes, where it has them. Its declared types promise strings. */
export type Fields = Partial<Record<keyof typeof itemFields | 'rdf:about', unknown>>;
export type Mapped = Partial<Record<keyof typeof feedFields, unknown>> & { items: Fields[] };

type CustomField = [from: string, to: string, { keepArray: true }];
type Table = ReadonlyMap<string, CustomField>;

const tableOf = (fields: Record<string, string>): Table =>
  new Map(Object.entries(fields).map(([to, from]) => [untouched(from), [untouched(from), to, { keepArray: true }]]));

const ofFeed = tableOf(feedFields);
const ofItem = tableOf(itemFields);

/** Each one costs a look at every element, so that it is asked only for those that are somewhere in them. */
const fieldsIn = (elements: Node[], table: Table): CustomField[] => {
  const found = new Set<CustomField>();
  for (const element of elements) {
    for (const name in element as Branch) {
      const field = table.get(name);
      if (field) found.add(field);
    }
  }
  return [...found];
};

interface Options {
  customFields: { feed: CustomField[]; item: CustomField[] };
}

/** Its declared options know lists of fields for items only. */
const Mapper = Parser as unknown as new (
  options: Options,
) => { options: Options; parseString(tree: Document): Promise<Mapped> };

/** A tree in one of the two forms that rss-parser tells apart. */
export type Document = Record<string, Branch>;

const listOf = (nodes: Branch[string]): Node[] => (Array.isArray(nodes) ? nodes : []);

/** rss-parser, which takes a tree that was read before instead of reading one with xml2js. */
export const createMapper = () => {
  const mapper = new Mapper({ customFields: { feed: [], item: [] } });
  const { customFields } = mapper.options;
  const xmlParser = {
    parseString: (tree: Document, callback: (error: null, tree: Document) => void) => {
      const feeds = tree.feed ? [tree.feed] : listOf(tree.rss?.channel);
      customFields.feed = fieldsIn(feeds, ofFeed);
      customFields.item = fieldsIn(
        feeds.flatMap((feed) => listOf((feed as Branch)[tree.feed ? 'entry' : 'item'])),
        ofItem,
      );
      callback(null, tree);
    },
  };
  return Object.assign(mapper, { xmlParser });
};
