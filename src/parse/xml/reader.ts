import { maxEntries, maxForesight } from '../limits.ts';
import { unreadable } from '../unreadable.ts';
import type { Tag } from './course.ts';
import { beginInside } from './inside.ts';
import { createNames, declare, nameOf } from './names.ts';
import { type Branch, noAttributes } from './node.ts';
import { isBlank } from './path.ts';
import { addCloseTag, addText } from './prose.ts';
import { beginElement, endDownTo, type Reading } from './reading.ts';
import { addBefore, beginsFeed, continuesFeed, isDeclared, isForeign, isProse, missingRoot, outside } from './root.ts';
import { readTokens } from './tokens.ts';
import { isFeed, noFeed } from './verdict.ts';
import { beginWrapper, endWrapper, isShallow } from './wrapper.ts';

/** A feed: its root, and what is in it under the names that readers expect. */
export interface Tree {
  root: string;
  element: Branch;
}

const beginRoot = (reading: Reading, tag: Tag, name: string): void => {
  const { names, outside: around } = reading;
  reading.root ??= {
    root: name,
    isDeclared: isDeclared(name, tag.attributes),
    isForeign: isForeign(name, tag.attributes),
    isAlone: !around.hasElements && isBlank(around.text),
    isWrapped: around.wrappers.open.length > 0,
    isAmongProse: isProse(around.text),
  };
  if (name === 'feed' || name === 'entry') {
    names.isAtom = true;
    names.scope.terms.clear();
  }
  const root = missingRoot(name);
  reading.isRootMissing = root !== null;
  if (root !== null) beginElement(reading, { ...tag, raw: root, attributes: noAttributes, isPlain: true });
  if (root !== null) reading.entryAt = 1;
  beginElement(reading, tag);
};

/** How far is looked for the end of a page that stands before a feed, in characters. */
const longestPage = 500_000;

/** A page is no feed, unless it ends and something else begins behind it. */
const refusePage = (reading: Reading, tag: Tag): void => {
  const { outside: around } = reading;
  const isOver = !around.hasPage && /<\/html\s*>\s*</i.test(tag.ahead(longestPage));
  around.hasPage = true;
  if (!isOver) reading.refusal = unreadable('not-a-feed', 'it is an HTML page');
};

/** Junk may come before a feed and stand around it, and more of it behind its end. */
const beginOutside = (reading: Reading, tag: Tag): void => {
  const { names, outside: around, root } = reading;
  const { scope } = names;
  around.first ??= tag.raw;
  if (!tag.isPlain && isShallow(around.wrappers)) declare(names, tag.raw, tag.attributes);
  const { name } = nameOf(names, tag.raw);
  const local = name.replace(/^atom:/, '');
  if (root === null ? beginsFeed(around, local) : continuesFeed(around, root.root, local)) {
    names.scope = scope;
    beginRoot(reading, tag, local);
  } else {
    beginWrapper(around.wrappers, tag.raw, names, scope);
    if (root === null && /^html$/i.test(tag.raw)) refusePage(reading, tag);
  }
  around.hasElements = true;
  around.isBehind = root !== null;
};

/** How much of the path is left when `raw` ends: all of it if that is over, or never began. */
const placeOf = ({ path, names }: Reading, raw: string): number => {
  const { name } = nameOf(names, raw);
  const place = path.findLastIndex(({ term }) => term.name === name);
  const top = path[path.length - 1];
  // An end that is misspelt is better than none where nothing is known to be inside.
  const isMisspelt = place < 0 && top?.term.kind === undefined && top?.children === null && !isBlank(top.text);
  return place < 0 ? path.length - (isMisspelt ? 1 : 0) : place;
};

const endElement = (reading: Reading, raw: string): void => {
  const { path, entryAt } = reading;
  const top = path[path.length - 1];
  if (top === undefined) {
    endWrapper(reading.outside.wrappers, raw, reading.names);
    return;
  }
  const isOfEntry = path[entryAt]?.raw === raw;
  if (reading.beyond > 0 && !isOfEntry) reading.beyond -= 1;
  else if (top.tags.length === 0 || !addCloseTag(top, raw)) {
    const place = top.raw === raw ? path.length - 1 : placeOf(reading, raw);
    reading.beyond = 0;
    if (place <= entryAt) reading.endedEntries += isOfEntry ? 1 : 0;
    endDownTo(reading, place === 1 && reading.isRootMissing ? 0 : place);
  }
};

const wantsText = ({ path }: Reading): boolean => {
  const kind = path[path.length - 1]?.term.kind;
  return kind !== 'entry' && kind !== 'channel' && kind !== 'root';
};

const innermostOf = ({ path, beyond }: Reading): string | null => {
  const top = path[path.length - 1];
  return top === undefined || beyond > 0 || top.tags.length > 0 ? null : top.raw;
};

const addOutside = ({ outside: around, root }: Reading, text: string): void => {
  if (root === null) addBefore(around, text);
  else around.isFollowed ||= !around.isBehind && !isBlank(text);
};

const onText = (reading: Reading, text: string): void => {
  const top = reading.path[reading.path.length - 1];
  if (!wantsText(reading)) return;
  if (top === undefined) addOutside(reading, text);
  else if (top.children === null || !isBlank(text)) addText(top, text);
};

/** An entry that breaks off is not known in full, but for its last tag, and but where no entry has an end. */
const isWhole = ({ path, entryAt, entries, endedEntries }: Reading, xml: string): boolean => {
  if (path.length !== entryAt + 1) return false;
  const tail = xml.slice(-100);
  const tag = tail.slice(tail.lastIndexOf('<'));
  const isInEnd = tag.length > 1 && `</${path[entryAt]?.raw}>`.startsWith(tag);
  return isInEnd || (entries > 0 && endedEntries === 0);
};

/** Ends what the document did not. */
const endAll = (reading: Reading, xml: string): void => {
  const { path, entryAt } = reading;
  if (entryAt >= 0 && !isWhole(reading, xml)) path.length = entryAt;
  endDownTo(reading, 0);
};

const createReading = (): Reading => ({
  names: createNames(),
  outside: outside(),
  path: [],
  entryAt: -1,
  beyond: 0,
  foresight: maxForesight,
  entries: 0,
  endedEntries: 0,
  root: null,
  isRootMissing: false,
  element: null,
  refusal: null,
});

const beginAnywhere = (reading: Reading, tag: Tag): void => {
  const top = reading.path[reading.path.length - 1];
  if (top === undefined) beginOutside(reading, tag);
  else beginInside(reading, top, tag);
};

/**
 * Reads XML as it was meant rather than as it was written, and never fails on what a feed can be read without. It gives the
 * tree that xml2js gives, with these differences:
 * - Elements have the customary prefix of their namespace, whatever the document chose; those of RSS have none, and in Atom
 *   those of Atom. So have attributes. Declarations of namespaces are left out.
 * - The tags in a text for people are part of that text, as HTML. Where it said that it has none, its `type` is `xhtml` now.
 * - Where the document has `xml:base`, all that bears URLs inside (the root, the channel, entries, texts, links, `guid`,
 *   `enclosure`, …) has it among its own attributes, resolved step by step; what is relative to the document stays so. So have
 *   the root, the channel and entries `xml:lang`. Where it has none, nothing is added.
 *
 * @throws FeedlockError `not-a-feed`
 */
export const readTree = (xml: string): Tree => {
  const reading = createReading();
  readTokens(xml, {
    open: (tag) => beginAnywhere(reading, tag),
    close: (raw) => endElement(reading, raw),
    text: (text) => onText(reading, text),
    wantsText: () => wantsText(reading),
    innermost: () => innermostOf(reading),
    knows: (raw) => nameOf(reading.names, raw).kind !== undefined,
    hasEnough: () => reading.refusal !== null || reading.entries === maxEntries,
  });
  endAll(reading, xml);
  const { element, outside: around, root, refusal } = reading;
  if (refusal) throw refusal;
  if (element === null || root === null) throw noFeed(around.first);
  if (!isFeed({ ...root, element, isFollowed: around.isFollowed })) throw noFeed(around.first);
  return { root: root.root, element };
};
