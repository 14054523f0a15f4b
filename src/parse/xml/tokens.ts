import type { Tokenizer } from 'htmlparser2';
import {
  cutEnd,
  cutTag,
  cutValue,
  dropCommentStart,
  mendValue,
  readDeclaration,
  readInstruction,
  readSpacedTag,
  takeBackTag,
} from './astray.ts';
import { cutCdata } from './cdata.ts';
import { addAttribute, beginTag, type Course, createTag, type Listener, readOnAt, tellEnd, tellTag } from './course.ts';
import { decoded } from './entity.ts';
import { fastTokenizer } from './fast-tokenizer.ts';
import { soundness } from './sound.ts';

const onTagName = (course: Course, start: number, end: number): void => {
  const name = course.chunk.slice(start, end);
  beginTag(course.tag, name, start);
  const sound = soundness(name);
  if (sound === 'none') takeBackTag(course, start, name);
};

const onAttributeName = (course: Course, start: number, end: number): void => {
  const { chunk, tag } = course;
  const name = chunk.slice(start, end);
  const sound = soundness(name);
  tag.name = sound === 'none' ? '' : name;
  if (sound === 'special') tag.isPlain = false;
  else if (sound === 'none' && name.includes('<')) cutTag(course, start + name.lastIndexOf('<'));
};

const onAttributeValue = (course: Course, start: number, end: number): void => {
  const { chunk, tag } = course;
  tag.value = chunk.slice(start, end);
  tag.valueStart = start;
  if (tag.value.endsWith('=')) mendValue(course, tag.value);
};

const onEndTag = (course: Course, start: number, end: number): void => {
  const { chunk, listener } = course;
  const innermost = listener.innermost();
  const isInnermost = innermost?.length === end - start && chunk.startsWith(innermost, start);
  const raw = isInnermost ? innermost : chunk.slice(start, end);
  if (!isInnermost && soundness(raw) === 'none' && raw.includes('<')) {
    cutEnd(course, start, raw);
    return;
  }
  tellEnd(course, raw);
  if (course.isOver || chunk[end] === '>') return;
  const next = chunk.slice(end, end + 100).trimStart();
  if (next.startsWith('<')) readOnAt(course, chunk.indexOf('<', end));
};

const onText = (course: Course, start: number, end: number): void => {
  const { chunk, listener } = course;
  if (chunk.charCodeAt(start) === 0x3c && readSpacedTag(course, start)) return;
  if (listener.wantsText()) listener.text(decoded(chunk.slice(start, end)));
};

const ignore = () => {};

const createTokenizer = (course: Course): Tokenizer =>
  fastTokenizer({
    onopentagname: (start, end) => onTagName(course, start, end),
    onattribname: (start, end) => onAttributeName(course, start, end),
    onattribdata: (start, end) => onAttributeValue(course, start, end),
    onattribend: () => {
      if (!course.isAstray) addAttribute(course.tag);
    },
    onopentagend: (end) => {
      if (!course.isAstray) tellTag(course, end + 1, false);
    },
    onselfclosingtag: (end) => tellTag(course, end + 1, true),
    onclosetag: (start, end) => onEndTag(course, start, end),
    ontext: (start, end) => onText(course, start, end),
    oncdata: (start, end, offset) => {
      if (!cutCdata(course, start, end - offset, offset > 0))
        course.listener.text(course.chunk.slice(start, end - offset));
    },
    oncomment: (start, end) => {
      if (end === course.chunk.length) dropCommentStart(course, start);
    },
    ondeclaration: (start, end) => readDeclaration(course, start, end),
    onprocessinginstruction: (start, end) => readInstruction(course, start, end),
    onattribentity: ignore,
    ontextentity: ignore,
    onend: ignore,
  });

const createCourse = (xml: string, listener: Listener): Course => {
  const course: Course = {
    listener,
    tokenizer: { pause: ignore },
    chunk: '',
    pending: [xml],
    isAstray: false,
    isOver: false,
    hasDoctype: false,
    lacksCdataEnd: false,
    tag: createTag((length) => course.chunk.slice(course.tag.end, course.tag.end + length)),
  };
  return course;
};

/** The document is over, and the tokenizer is still looking for the second quote of a value. */
const cutLastValue = (course: Course): void => {
  const { value } = course.tag;
  if (value?.includes('>')) cutValue(course, value);
};

/**
 * Reads the tags and texts of XML, and leaves it to the listener which belong together. Where there is none, as in text that
 * nobody escaped, or where the end of something is missing, it says what was meant.
 */
export const readTokens = (xml: string, listener: Listener): void => {
  const course = createCourse(xml, listener);
  const tokenizer = createTokenizer(course);
  course.tokenizer = tokenizer;
  for (let chunk = course.pending.pop(); chunk !== undefined && !course.isOver; chunk = course.pending.pop()) {
    course.chunk = chunk;
    course.isAstray = false;
    tokenizer.reset();
    tokenizer.write(chunk);
    if (!course.isAstray) tokenizer.end();
    if (!course.isAstray && !course.isOver) cutLastValue(course);
  }
};
