import { isVoid } from '../html/markup.ts';
import { maxDepth } from '../limits.ts';
import type { Tag } from './course.ts';
import { isBlank, type Open } from './path.ts';
import { addOpenTag, becomeXhtml } from './prose.ts';
import { beginElement, dropEmptyEntry, endDownTo, type Reading, termAt } from './reading.ts';
import { foreign, type Term } from './term.ts';

/** How far is looked for the end of an element, in characters: articles come with pictures in them. */
const farthest = 4_000_000;

/** Whether an element has an end of its own: one that stands before another of its name begins. */
const hasEnd = (reading: Reading, element: Open, { raw, ahead }: Tag): boolean => {
  if (element.isEnded === null) {
    const text = ahead(Math.min(farthest, reading.foresight));
    const next = raw === element.raw ? 0 : text.indexOf(`<${element.raw}`);
    const part = next < 0 ? text : text.slice(0, next);
    reading.foresight -= part.length;
    element.isEnded = part.includes(`</${element.raw}`);
  }
  return element.isEnded;
};

/** In an entry, what is named like an entry is the next one, unless it is part of an element that this entry has. */
const isForeign = (reading: Reading, { kind }: Term, tag: Tag): boolean => {
  const { path, entryAt } = reading;
  if (entryAt < 0) return false;
  if (kind === 'root' || kind === 'channel') return true;
  const part = path[entryAt + 1];
  return kind === 'entry' && part !== undefined && hasEnd(reading, part, tag);
};

const isText = ({ term }: Open): boolean => term.kind === 'prose' || term.kind === 'leaf';

/** Whether a tag is part of the text around it. One of a feed is not, if the text was never closed. */
const belongsTo = (reading: Reading, text: Open, { kind, name }: Term, tag: Tag): boolean =>
  kind === undefined || name.startsWith('xhtml:') || hasEnd(reading, text, tag);

const addTag = ({ names }: Reading, text: Open, { raw, attributes }: Tag): void => {
  if (text.term.kind !== 'prose') return;
  const isPlainText = names.isAtom && !text.isXhtml && !/html/i.test(text.attributes.type ?? '');
  if (isPlainText) becomeXhtml(text);
  addOpenTag(text, raw, attributes);
};

const placeOfEntry = ({ path, entryAt }: Reading): number =>
  entryAt >= 0 ? entryAt : path.findLastIndex(({ term: { kind } }) => kind === 'root' || kind === 'channel') + 1;

const beginEntry = (reading: Reading, tag: Tag): void => {
  dropEmptyEntry(reading);
  endDownTo(reading, placeOfEntry(reading));
  reading.beyond = 0;
  reading.entryAt = reading.path.length;
  beginElement(reading, tag);
};

/** A group of which there is only text, and no end, is as good as a text. */
const isUnclosedGroup = (reading: Reading, element: Open, tag: Tag): boolean =>
  element.term.kind === 'group' &&
  element.children === null &&
  !isBlank(element.text) &&
  !hasEnd(reading, element, tag);

/** An element ends those around it that cannot contain it: they were never closed. */
export const beginInside = (reading: Reading, top: Open, tag: Tag): void => {
  const isDeep = reading.path.length + top.tags.length >= maxDepth;
  const term = termAt(reading, isDeep ? { ...tag, isPlain: true } : tag);
  const isOther = isForeign(reading, term, tag);
  const isEntry = term.kind === 'entry' && !isOther;
  const isPart = isText(top) && (isOther || belongsTo(reading, top, term, tag));
  if (isEntry && !(isPart && reading.entryAt < 0)) beginEntry(reading, tag);
  else if (isDeep) reading.beyond += isVoid(tag.raw) ? 0 : 1;
  else if (isPart) addTag(reading, top, tag);
  else {
    if (isText(top) || (term.kind !== undefined && isUnclosedGroup(reading, top, tag)))
      endDownTo(reading, reading.path.length - 1);
    beginElement(reading, tag, isOther ? foreign : undefined);
  }
};
