import { Tokenizer } from 'htmlparser2';
import { alone, breaks, endless, isElement } from './elements.ts';
import { onOneLine } from './markup.ts';

const gapOf = (name: string): string => (breaks.has(name) ? ' ' : '');

/** A tag that breaks off: a beginning with a value in quotes, or an end. */
const isCutTag = (rest: string): boolean => /^<(?:\/[a-z\d]+$|[a-z][a-z\d]*\s[^<=]*=\s*["'])/i.test(rest);

interface Line {
  html: string;
  parts: string[];
  /** Where the beginnings of elements that have no end yet stand among the parts, by their names. */
  open: Map<string, number[]>;
  /** The tag that is being read. */
  name: string;
  start: number;
  /** How far it is read. */
  end: number;
  hasScript: boolean;
}

const addOpening = (line: Line, end: number, isClosed: boolean): void => {
  const { html, parts, open, name, start } = line;
  line.end = end + 1;
  const isHugging = endless.has(name) && /\S/.test(html.charAt(end + 1));
  if (alone.has(name) || (isElement(name) && (isClosed || isHugging))) {
    parts.push(gapOf(name));
    return;
  }
  if (isElement(name)) {
    const places = open.get(name);
    if (places) places.push(parts.length);
    else open.set(name, [parts.length]);
  }
  parts.push(html.slice(start, end + 1));
};

const addEnding = (line: Line, start: number, end: number): void => {
  const { html, parts, open } = line;
  const name = html.slice(start, end).toLowerCase();
  const place = open.get(name)?.pop();
  // Up to its `>`.
  line.end = html.indexOf('>', end) + 1 || html.length;
  if (place === undefined) parts.push(isElement(name) ? gapOf(name) : html.slice(start - '</'.length, line.end));
  else if (name === 'script' || name === 'style') {
    parts.length = place;
    line.hasScript = true;
  } else {
    parts[place] = gapOf(name);
    parts.push(gapOf(name));
  }
};

const readLine = (html: string): Line => {
  const line: Line = { html, parts: [], open: new Map(), name: '', start: 0, end: 0, hasScript: false };
  const add = (text: string, end: number) => {
    line.parts.push(text);
    line.end = end;
  };
  const keep = (start: number, end: number) => add(html.slice(start, end), end);
  const ignore = () => {};
  const tokenizer = new Tokenizer(
    { xmlMode: false, decodeEntities: true },
    {
      ontext: keep,
      ontextentity: (code, end) => add(String.fromCodePoint(code), end),
      onopentagname(start, end) {
        line.name = html.slice(start, end).toLowerCase();
        line.start = start - 1;
      },
      onopentagend: (end) => addOpening(line, end, false),
      onselfclosingtag: (end) => addOpening(line, end, true),
      onclosetag: (start, end) => addEnding(line, start, end),
      // One that has no end is none.
      oncomment: (_, end, offset) => (offset > 0 ? add('', end + 1) : keep(line.end, end + 1)),
      oncdata: (start, end, offset) => add(html.slice(start, end - offset), end + 1),
      ondeclaration: (_, end) => keep(line.end, end + 1),
      onprocessinginstruction: (_, end) => keep(line.end, end + 1),
      onattribname: ignore,
      onattribdata: ignore,
      onattribentity: ignore,
      onattribend: ignore,
      onend: ignore,
    },
  );
  tokenizer.write(html);
  tokenizer.end();
  return line;
};

/**
 * What a reader of a title or a name would see, on one line, if it is HTML, which it need not be: an element that has its end
 * is one, and so is an image or a line break. What else stands in angle brackets was meant to be read.
 */
export const lineOfHtml = (html: string): string => {
  if (!/<[a-z/!?]|&[a-z#]/i.test(html)) return onOneLine(html);
  const { parts, end, hasScript } = readLine(html);
  const rest = html.slice(end);
  const text = parts.join('') + (isCutTag(rest) ? '' : rest);
  // A title of nothing but a script is about one.
  return onOneLine(hasScript && text.trim() === '' ? html : text);
};
