import type { Reading } from '../draft.ts';
import { inheritedByline, nobody } from '../field/person.ts';
import { scopeIn } from '../field/url.ts';
import { inherited } from '../limits.ts';
import { inStandardForm } from './dialect.ts';
import { type Context, draftOf } from './entry.ts';
import { infoOf } from './info.ts';
import { createMapper } from './mapper.ts';
import { readTree, type Tree } from './reader.ts';

const mapper = createMapper();

/** Reads a feed from a tree of elements, wherever that comes from. */
export const readElements = async (tree: Tree, url: string): Promise<Reading> => {
  const mapped = await mapper.parseString(inStandardForm(tree));
  const isAtom = mapped.dialect !== undefined;
  const scope = scopeIn(mapped, { document: url, base: url });
  const feed = infoOf(mapped, isAtom, scope);
  const context: Context = {
    ...scope,
    isAtom,
    // In RSS the editor of a feed is not said to be the author of its items.
    byline: isAtom ? inheritedByline(feed) : nobody,
    language: inherited(feed.language),
    link: feed.link,
  };
  return { format: isAtom ? 'atom' : 'rss', feed, drafts: mapped.items.map((item) => draftOf(item, context)) };
};

/** Reads RSS of any version and Atom. */
export const readXml = async (xml: string, url: string): Promise<Reading> => readElements(readTree(xml), url);
