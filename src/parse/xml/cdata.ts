import { type Course, readOn, readOnAt } from './course.ts';
import { decoded } from './entity.ts';

const mark = '<![CDATA[';
const endMark = ']]>';

/** `<![cdata[`, `<!CDATA[` and the like. */
export const looksLikeCdata = (text: string, start: number): boolean =>
  /^\s*\[?\s*cdata\s*\[/i.test(text.slice(start, start + 30));

export const tellCdata = (course: Course, start: number): void => {
  const { chunk, listener, lacksCdataEnd } = course;
  const from = chunk.indexOf('[', start + 2) + 1;
  const end = lacksCdataEnd ? -1 : chunk.indexOf(endMark, from);
  course.lacksCdataEnd = end < 0;
  if (end < 0) return;
  listener.text(chunk.slice(from, end));
  readOnAt(course, end + endMark.length);
};

/** Without what was meant to be the end of such a section. */
const withoutEnd = (text: string): string => {
  const trimmed = text.trimEnd();
  const end = [endMark, ']] >', ']>', ']]'].find((written) => trimmed.endsWith(written)) ?? '';
  return trimmed.slice(0, trimmed.length - end.length);
};

/** A section in another one, if a second end follows: both are one text with what is between the ends. */
const joinSections = (course: Course, text: string, end: number): boolean => {
  const { chunk, listener } = course;
  const next = chunk.indexOf('<', end);
  const rest = chunk.slice(end, next < 0 ? chunk.length : next);
  if (!rest.includes(endMark)) return false;
  listener.text(text.replaceAll(mark, '') + decoded(rest.replace(endMark, '')));
  readOnAt(course, end + rest.length);
  return true;
};

/**
 * Takes apart a section that holds the beginning of another one, or never ends. Its own end may be missing, so that it runs on
 * to that of the next one: the end of its element shows where it should have been.
 */
export const cutCdata = (course: Course, start: number, end: number, isEnded: boolean): boolean => {
  const { chunk, listener, tag } = course;
  const text = chunk.slice(start, end);
  const next = text.indexOf(mark);
  if (next < 0 && isEnded) return false;
  const length = text.indexOf(`</${tag.raw}`);
  if (length < 0 || (next >= 0 && next < length)) return isEnded && joinSections(course, text, end + endMark.length);
  const last = isEnded ? text.lastIndexOf(mark) : text.length;
  listener.text(withoutEnd(text.slice(0, length)));
  readOn(course, text.slice(length, last).replaceAll(mark, ''), chunk.slice(start + last));
  return true;
};
