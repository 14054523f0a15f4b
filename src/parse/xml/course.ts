import { decoded } from './entity.ts';
import { type Attributes, noAttributes } from './node.ts';

/** Who is told, in order, what stands in a document. */
export interface Listener {
  open(tag: Tag): void;
  close(raw: string): void;
  text(text: string): void;
  /** Whether text means anything here. */
  wantsText(): boolean;
  /** The name of the innermost element, if a tag of that name would end it and nothing else. */
  innermost(): string | null;
  /** Whether an element of that name is one of a feed. */
  knows(raw: string): boolean;
  /** Asked after each tag. */
  hasEnough(): boolean;
}

/** The beginning of an element. */
export interface Tag {
  raw: string;
  attributes: Attributes;
  /** None of its attributes has to do with namespaces or XML itself. */
  isPlain: boolean;
  /** How the document goes on behind it. */
  ahead(length: number): string;
}

/** The tag that is being read: one object for all. */
interface ReadTag extends Tag {
  /** Where its name begins, and its innermost part ends, in the chunk. */
  start: number;
  end: number;
  /** How many attributes it has, and how many of them have values. */
  count: number;
  values: number;
  name: string;
  value: string | null;
  valueStart: number;
}

/** How far a document has been read. */
export interface Course {
  listener: Listener;
  tokenizer: { pause(): void };
  /** What the tokenizer is reading, and what it will read after that, last first. */
  chunk: string;
  pending: string[];
  /** The tokenizer has been misled: what else it says of this chunk is wrong. */
  isAstray: boolean;
  isOver: boolean;
  /** Later ones are not looked at: each would be looked for to the end of the document. */
  hasDoctype: boolean;
  lacksCdataEnd: boolean;
  tag: ReadTag;
}

/** Of one tag. More would be kept for nobody. */
const maxAttributes = 1_000;

export const createTag = (ahead: Tag['ahead']): ReadTag => ({
  raw: '',
  attributes: noAttributes,
  isPlain: true,
  ahead,
  start: 0,
  end: 0,
  count: 0,
  values: 0,
  name: '',
  value: null,
  valueStart: 0,
});

export const beginTag = (tag: ReadTag, raw: string, start: number): void => {
  tag.raw = raw;
  tag.start = start;
  tag.attributes = noAttributes;
  tag.isPlain = true;
  tag.count = 0;
  tag.values = 0;
  tag.value = null;
};

/** The first of a name counts. */
export const addAttribute = (tag: ReadTag): void => {
  const { name, value, count } = tag;
  const isKept = name !== '' && count < maxAttributes;
  tag.value = null;
  tag.count += 1;
  tag.values += value === null ? 0 : 1;
  if (!isKept) return;
  if (tag.attributes === noAttributes) tag.attributes = {};
  tag.attributes[name] ??= value === null ? '' : decoded(value);
};

/** Reads on with other text than the tokenizer would. */
export const readOn = (course: Course, ...chunks: string[]): void => {
  course.isAstray = true;
  course.pending.push(...chunks.reverse());
  course.tokenizer.pause();
};

export const readOnAt = (course: Course, place: number): void => readOn(course, course.chunk.slice(place));

const pauseIfEnough = (course: Course): void => {
  if (!course.listener.hasEnough()) return;
  course.isOver = true;
  course.tokenizer.pause();
};

export const tellTag = (course: Course, end: number, isEmpty: boolean): void => {
  const { tag, listener } = course;
  tag.end = end;
  listener.open(tag);
  if (isEmpty) listener.close(tag.raw);
  pauseIfEnough(course);
};

export const tellEnd = (course: Course, raw: string): void => {
  course.listener.close(raw);
  pauseIfEnough(course);
};
