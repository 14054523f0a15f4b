import { maxDepth, maxEntries } from '../limits.ts';
import { unreadable } from '../unreadable.ts';
import { createNames } from './names.ts';
import type { Attributes, Branch } from './node.ts';
import { begin, branchOf, end, type Open } from './path.ts';
import { addCloseTag, addOpenTag, addText, endAllTags } from './prose.ts';
import type { Term } from './term.ts';
import { readTokens } from './tokens.ts';

export interface Tree {
  root: string;
  element: Branch;
}

interface Reading {
  termOf: ReturnType<typeof createNames>;
  /** From the root down to the innermost element that has not ended. */
  path: Open[];
  /** The first element, as the document wrote it. */
  first: string | null;
  /** How many elements are open that are none of a feed. */
  junk: number;
  entries: number;
  tree: Tree | null;
  refusal: Error | null;
}

const isParentOfEntries = ({ kind }: Term): boolean => kind === 'root' || kind === 'channel';

const endDownTo = (reading: Reading, place: number): void => {
  const { path } = reading;
  while (path.length > place) {
    endAllTags(path[path.length - 1]);
    const ended = end(path);
    if (ended?.term.kind === 'entry') reading.entries += 1;
    if (ended && path.length === 0) reading.tree = { root: ended.term.name, element: branchOf(ended) };
  }
};

/** A document of Atom may be one entry. */
const isEntryAlone = ({ junk }: Reading, { name }: Term, attributes: Attributes): boolean =>
  junk === 0 && /^(atom:)?entry$/.test(name) && Object.values(attributes).some((value) => value.endsWith('/Atom'));

const beginAlone = ({ path, termOf }: Reading, raw: string, { name }: Term, attributes: Attributes): void => {
  const prefix = raw.slice(0, raw.indexOf(':') + 1);
  begin(path, `${prefix}feed`, termOf(`${prefix}feed`, {}), {});
  begin(path, raw, name === 'entry' ? termOf(raw, {}) : termOf(raw, attributes), attributes);
};

/** Junk may come before a feed and stand around it. But a page is no feed, and RDF inside something else describes that. */
const beginRoot = (reading: Reading, raw: string, attributes: Attributes): void => {
  reading.first ??= raw;
  const term = reading.termOf(raw, attributes);
  const isFeed = term.name === 'rss' || term.name === 'feed';
  const isRoot = isFeed || (reading.junk === 0 && isParentOfEntries(term));
  if (isRoot) begin(reading.path, raw, term, attributes);
  else if (isEntryAlone(reading, term, attributes)) beginAlone(reading, raw, term, attributes);
  else reading.junk += 1;
  if (/^html$/i.test(raw)) reading.refusal = unreadable('not-a-feed', 'it is an HTML page');
};

/** An element ends those around it that cannot contain it: they were never closed. */
const beginInside = (reading: Reading, top: Open, raw: string, attributes: Attributes): void => {
  const { path } = reading;
  const term = reading.termOf(raw, attributes);
  const { kind } = top.term;
  if (kind === 'prose' && term.kind !== 'entry' && (top.isXhtml || !term.endsProse)) {
    addOpenTag(top, raw, attributes);
    return;
  }
  if (term.kind === 'entry') endDownTo(reading, path.findLastIndex((element) => isParentOfEntries(element.term)) + 1);
  else if (kind === 'prose' || kind === 'leaf') endDownTo(reading, path.length - 1);
  begin(path, raw, term, attributes);
};

const onOpen = (reading: Reading, raw: string, attributes: Attributes): void => {
  const { path } = reading;
  const top = path[path.length - 1];
  if (top === undefined) beginRoot(reading, raw, attributes);
  else if (path.length + top.tags.length < maxDepth) beginInside(reading, top, raw, attributes);
  else reading.refusal = unreadable('too-large', `nested more than ${maxDepth} levels deep`);
};

/** How much of the path is left when `raw` ends: all of it if that is over, or never began. */
const placeOf = ({ path, termOf }: Reading, raw: string): number => {
  const { name } = termOf(raw, {});
  const place = path.findLastIndex(({ term }) => term.name === name);
  return place < 0 ? path.length : place;
};

const onClose = (reading: Reading, raw: string): void => {
  const { path } = reading;
  const top = path[path.length - 1];
  if (top === undefined) reading.junk = Math.max(0, reading.junk - 1);
  else if (top.tags.length > 0 && addCloseTag(top, raw)) return;
  else endDownTo(reading, top.raw === raw ? path.length - 1 : placeOf(reading, raw));
};

/** Ends what the document did not. An entry that it broke off in is not known in full, and is left out. */
const endAll = (reading: Reading): void => {
  const { path } = reading;
  const entry = path.findIndex(({ term }) => term.kind === 'entry');
  if (entry >= 0) path.length = entry;
  endDownTo(reading, 0);
};

const ofFeeds = ['channel', 'item', 'entry', 'title', 'link', 'id', 'updated', 'modified', 'raw:updated', 'items'];

/** Whether more than a name says so: words in brackets stand in texts of any kind. */
const isFeed = ({ element }: Tree): boolean =>
  Object.keys(element.$ ?? {}).some((name) => /^(version|xmlns)/i.test(name)) ||
  ofFeeds.some((name) => Object.hasOwn(element, name));

/** A name that is none is not repeated. */
const withoutFeed = (root: string | null): string =>
  root !== null && /^[\w:.-]{1,50}$/.test(root)
    ? `there is no feed in it, its root is <${root}>`
    : 'there is no feed in it';

/** Reads XML as it was meant rather than as it was written, and never fails on what a feed can be read without. */
export const readTree = (xml: string): Tree => {
  const reading: Reading = {
    termOf: createNames(),
    path: [],
    first: null,
    junk: 0,
    entries: 0,
    tree: null,
    refusal: null,
  };
  readTokens(xml, {
    open: (raw, attributes) => onOpen(reading, raw, attributes),
    close: (raw) => onClose(reading, raw),
    text: (text) => {
      const top = reading.path[reading.path.length - 1];
      if (top && top.children === null) addText(top, text);
    },
    hasEnough: () => reading.tree !== null || reading.refusal !== null || reading.entries === maxEntries,
  });
  endAll(reading);
  if (reading.refusal) throw reading.refusal;
  if (!reading.tree || !isFeed(reading.tree)) throw unreadable('not-a-feed', withoutFeed(reading.first));
  return reading.tree;
};
