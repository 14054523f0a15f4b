import { unreadable } from '../unreadable.ts';
import type { Branch } from './node.ts';
import { untouched } from './term.ts';
import { areTransparent, noWrappers, type Wrappers } from './wrapper.ts';

/** What stands before a feed, or around it. */
export interface Outside {
  /** The first element, as the document wrote it. */
  first: string | null;
  wrappers: Wrappers;
  /** Whether there was any. */
  hasElements: boolean;
  /** Text outside of tags. */
  text: string;
}

export const outside = (): Outside => ({ first: null, wrappers: noWrappers(), hasElements: false, text: '' });

/** Longer texts before a feed are documents about feeds, but for what a server complains of. */
const maxText = 500;
const maxComplaints = 20_000;

export const addOutside = (around: Outside, text: string): void => {
  if (around.text.length <= maxComplaints) around.text += text.slice(0, maxComplaints + 1);
};

const isComplaint = (text: string): boolean =>
  text.length <= maxComplaints && /\b(?:warning|notice|deprecated|error|strict standards)\b\s*:/i.test(text);

const isJunk = (text: string): boolean => {
  const written = text.trim();
  // Behind a quote it is an example, or part of a program.
  return (written.length <= maxText || isComplaint(written)) && !/['"`]$/.test(written);
};

const roots = new Set(['rss', 'feed', 'rdf:RDF', 'channel', 'item', 'entry']);

/** Wherever they stand, they are the root of a feed. */
const isUnmistakable = (name: string): boolean => name === 'rss' || name === 'feed';

/** Whether a feed begins here. RDF inside something else describes that. */
export const beginsFeed = ({ wrappers, text }: Outside, name: string): boolean =>
  roots.has(name) &&
  (wrappers.open.length === 0 || (isUnmistakable(name) && areTransparent(wrappers))) &&
  (text === '' || isJunk(text));

/** Fragments that may stand for themselves. */
const isFragment = (name: string): boolean => name === 'item' || name === 'entry';

/** The root that an entry without any is put into. */
export const missingRoot = (name: string): string | null =>
  isFragment(name) ? (name === 'entry' ? 'feed' : 'rss') : null;

const parts = [
  'channel',
  'item',
  'entry',
  'title',
  'link',
  'id',
  'guid',
  'description',
  'subtitle',
  'updated',
  'modified',
];

const countParts = (element: Branch): number => parts.filter((name) => element[untouched(name)] !== undefined).length;

const firstOf = (element: Branch, name: string): Branch | null => {
  const nodes = element[name];
  const [node] = Array.isArray(nodes) ? nodes : [];
  return typeof node === 'object' ? node : null;
};

/** The beginning of a feed, and what was in it. */
export interface Found {
  root: string;
  element: Branch;
  /** By a version or a namespace. */
  isDeclared: boolean;
  /** Whether nothing was before or around it. */
  isAlone: boolean;
}

/** A name alone does not make a feed: anything may be called `feed`, or be written about. */
export const isFeed = ({ root, element, isDeclared, isAlone }: Found): boolean => {
  if (root === 'rdf:RDF') return element.channel !== undefined || element.item !== undefined;
  if (root === 'channel' && element.$?.href === undefined) return countParts(element) > 0;
  const entry = firstOf(element, 'entry') ?? firstOf(element, 'item') ?? firstOf(element, 'channel');
  const found = entry === null ? 0 : countParts(entry);
  if (isDeclared || found > (isFragment(root) ? 1 : 0)) return true;
  return isAlone && !isFragment(root) && countParts(element) > 0;
};

/** A name that is none is not repeated. */
export const noFeed = (first: string | null): Error =>
  unreadable(
    'not-a-feed',
    first !== null && /^[\w:.-]{1,50}$/.test(first)
      ? `there is no feed in it, its root is <${first}>`
      : 'there is no feed in it',
  );
