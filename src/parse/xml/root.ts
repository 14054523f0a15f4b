import { prefixOf } from './namespace.ts';
import type { Attributes } from './node.ts';
import { areSilent, areTransparent, noWrappers, type Wrappers } from './wrapper.ts';

/** What stands before a feed, around it or behind it. */
export interface Outside {
  /** The first element, as the document wrote it. */
  first: string | null;
  wrappers: Wrappers;
  /** Whether there was any. */
  hasElements: boolean;
  /** Text outside of tags, before the feed. */
  text: string;
  /** Whether a feed may come behind it; `null`: it has grown since somebody looked. */
  isJunk: boolean | null;
  /** Whether elements come behind the feed. */
  isBehind: boolean;
  /** Whether text comes directly behind the feed. */
  isFollowed: boolean;
  hasPage: boolean;
}

export const outside = (): Outside => ({
  first: null,
  wrappers: noWrappers(),
  hasElements: false,
  text: '',
  isJunk: null,
  isBehind: false,
  isFollowed: false,
  hasPage: false,
});

/** Longer texts before a feed are documents about feeds. */
const longestJunk = 20_000;

export const addBefore = (around: Outside, text: string): void => {
  if (around.text.length > longestJunk || areSilent(around.wrappers)) return;
  around.text += text.slice(0, longestJunk + 1);
  around.isJunk = null;
};

/** Of programs, which print it where they should not. */
const isComplaint = (text: string): boolean =>
  /\b(?:warning|notice|deprecated|error|strict standards)\b\s*:/i.test(text);

const isHeader = (text: string): boolean => /^(?:HTTP\/\d|content-type:)/im.test(text);

/** Behind a quote, or in a block of code, it is an example or part of a program. */
const isExample = (text: string): boolean =>
  /(?:['"`][^\S\n]*|`\s*|"""\s*|'''\s*|(?:```|~~~)[\w -]*\s*)$/.test(text.slice(-200)) ||
  /^(?:%PDF-|(?:---|\+\+\+) \S)/m.test(text);

const isJunk = (around: Outside): boolean => {
  const { text } = around;
  around.isJunk ??= text === '' || (text.length <= longestJunk && !isExample(text));
  return around.isJunk;
};

/** Whether the text before a feed is of somebody who may be writing about feeds: it has words. */
export const isProse = (text: string): boolean => /\p{L}/u.test(text) && !isComplaint(text) && !isHeader(text);

const roots = new Set(['rss', 'feed', 'rdf:RDF', 'channel', 'item', 'entry']);

/** They are the root of a feed also inside what programs print, or hand it over in. */
const isUnmistakable = (name: string): boolean => name === 'rss' || name === 'feed';

/** Whether a feed begins here. */
export const beginsFeed = (around: Outside, name: string): boolean =>
  roots.has(name) &&
  (around.wrappers.open.length === 0 || (isUnmistakable(name) && areTransparent(around.wrappers))) &&
  isJunk(around);

/** Fragments that may stand for themselves. */
export const isFragment = (name: string): boolean => name === 'item' || name === 'entry';

/** The root that an entry without any is put into. */
export const missingRoot = (name: string): string | null =>
  isFragment(name) ? (name === 'entry' ? 'feed' : 'rss') : null;

/** Whether what comes behind the end of a feed is more of it. */
export const continuesFeed = ({ wrappers }: Outside, root: string, name: string): boolean => {
  if (wrappers.open.length > 0) return false;
  const isAtom = root === 'feed' || root === 'entry';
  if (isAtom) return name === 'feed' || name === 'entry';
  return name === 'item' || (name === 'rss' && root === 'item') || (name === root && name !== 'channel');
};

/** By a version, or by a namespace. */
export const isDeclared = (name: string, attributes: Attributes): boolean => {
  if (name === 'rss' && 'version' in attributes) return true;
  return Object.entries(attributes).some(
    ([attribute, uri]) => attribute.startsWith('xmlns') && prefixOf(uri) !== undefined,
  );
};

/** Of a vocabulary that has only the name in common; or it is no feed yet, but how to make one. */
export const isForeign = (name: string, attributes: Attributes): boolean => {
  if ('xsl:version' in attributes) return true;
  const { xmlns = '' } = attributes;
  const isKnown = xmlns.trim() === '' || prefixOf(xmlns) !== undefined || /atom|rss/i.test(xmlns);
  return !isKnown && name !== 'rss';
};
