import { looksLikeCdata, tellCdata } from './cdata.ts';
import { addAttribute, beginTag, type Course, readOn, readOnAt, tellEnd, tellTag } from './course.ts';
import { decoded } from './entity.ts';

// Where the tokenizer was misled by what is no XML, and what is there instead. It looks at each character at most a few times,
// however often it was misled: what is read on begins behind what misled it.

/** No tag: its `<` was meant as that character. */
export const takeBackTag = (course: Course, start: number, name: string): void => {
  const next = name.lastIndexOf('<');
  const [first = ''] = name.split('<', 1);
  if (next >= 0 && course.listener.knows(first)) {
    course.tag.raw = first;
    tellTag(course, start + next, false);
  } else course.listener.text(`<${name.slice(0, Math.max(next, 0))}`);
  readOnAt(course, start + Math.max(next, 0));
};

/** White space may stand before a name that is known. Before any other it shows that the `<` was meant as that character. */
export const readSpacedTag = (course: Course, start: number): boolean => {
  const [written = '', name = '', slash] =
    /^<\s+([\w:.-]+)\s*(\/?)>/.exec(course.chunk.slice(start, start + 100)) ?? [];
  if (!course.listener.knows(name)) return false;
  beginTag(course.tag, name, start);
  tellTag(course, start + written.length, slash === '/');
  readOnAt(course, start + written.length);
  return true;
};

/** Another tag begins inside this one: either this one lacks its `>`, or it is none. */
export const cutTag = (course: Course, next: number): void => {
  const { tag, chunk, listener } = course;
  if (tag.values > 0 || listener.knows(tag.raw)) tellTag(course, next, false);
  else listener.text(decoded(chunk.slice(tag.start - 1, next)));
  readOnAt(course, next);
};

/** A value without its second quote: it ends where the tag was meant to end. */
export const cutValue = (course: Course, value: string): void => {
  const { tag } = course;
  const length = value.indexOf('>');
  const end = tag.valueStart + length + 1;
  const isEmpty = value[length - 1] === '/';
  tag.value = value.slice(0, isEmpty ? length - 1 : length);
  addAttribute(tag);
  tellTag(course, end, isEmpty);
  readOnAt(course, end);
};

/** A value that may lack its second quote: the first one of the next attribute, in whatever tag, has ended it. */
export const mendValue = (course: Course, value: string): void => {
  const end = value.indexOf('>');
  if (end >= 0 && end < value.lastIndexOf('<')) cutValue(course, value);
  else course.tag.value = value.replace(/\s[a-z:]{2,20}=$/i, '');
};

/** The end of an element without its `>`, with another tag behind it. */
export const cutEnd = (course: Course, start: number, name: string): void => {
  tellEnd(course, name.slice(0, name.indexOf('<')));
  readOnAt(course, start + name.lastIndexOf('<'));
};

const endOfSection = (text: string, from: number): string => {
  if (text.startsWith('!--', from)) return '-->';
  return text[from] === '?' ? '?>' : '';
};

/** Where the document type ends with all that is declared in it; not at all: -1. */
const endOfDoctype = (text: string, from: number): number => {
  let isInside = false;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    const end = character === '<' ? endOfSection(text, at + 1) : character;
    if (end === '[' || end === ']') isInside = end === '[';
    else if (end === '>' && !isInside) return at + 1;
    else if (end === '"' || end === "'" || end === '-->' || end === '?>') {
      at = text.indexOf(end, at + 1);
      if (at < 0) return -1;
    }
  }
  return -1;
};

/** What a document declares is not looked at: no entity of its own is ever expanded. */
const skipDoctype = (course: Course, start: number): void => {
  const end = course.hasDoctype ? -1 : endOfDoctype(course.chunk, start);
  course.hasDoctype = true;
  if (end > 0) readOnAt(course, end);
};

/** Its first bracket is in what it declares, or in a quote. */
const isCutDoctype = (text: string): boolean =>
  text.includes('[') || text.split('"').length % 2 === 0 || text.split("'").length % 2 === 0;

/** `<!` before something else than XML has there. */
export const readDeclaration = (course: Course, start: number, end: number): void => {
  const { chunk, listener, tag } = course;
  const next = chunk.lastIndexOf('<', end);
  const isBeforeRoot = tag.raw === '';
  if (/^doctype/i.test(chunk.slice(start, start + 10)) && isCutDoctype(chunk.slice(start, end))) {
    if (isBeforeRoot) skipDoctype(course, start);
  } else if (looksLikeCdata(chunk, start)) tellCdata(course, start);
  else if (next >= start) {
    if (!isBeforeRoot) listener.text(decoded(chunk.slice(start - 2, next)));
    readOnAt(course, next);
  }
};

/** It ends with `?>`, not with the first `>`, as in PHP that nobody ran. */
export const readInstruction = (course: Course, start: number, end: number): void => {
  const { chunk, listener, tag } = course;
  if (chunk[end - 1] === '?') return;
  const next = chunk.indexOf('<', end);
  const rest = chunk.slice(end, next < 0 ? chunk.length : next);
  const length = rest.indexOf('?>');
  const lost = chunk.lastIndexOf('<', end);
  if (length >= 0) readOnAt(course, end + length + '?>'.length);
  else if (lost >= start) {
    // What a program prints is part of it.
    if (tag.raw === '' && /^\??php/i.test(chunk.slice(start, start + 4))) listener.text(chunk.slice(start, lost));
    readOnAt(course, lost);
  }
};

/** It has no end: then it is none. */
export const dropCommentStart = (course: Course, start: number): void =>
  readOn(course, course.chunk.slice(start).replaceAll('<!--', ''));
