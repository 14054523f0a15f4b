import { decodeHTMLAttribute } from 'entities';

/** Nearly all that stand in feeds, by their first letter. */
const common = new Map(
  Object.entries({ 'lt;': '<', 'gt;': '>', 'amp;': '&', 'quot;': '"' }).map(([name, character]) => [
    name.charCodeAt(0),
    { name, character },
  ]),
);

/** Longer than any that HTML knows. */
const longest = 40;

const isOfName = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39) || code === 0x23;

/** Where the reference that begins with this ampersand ends, with the character that may end it. */
const endOf = (text: string, ampersand: number): number => {
  const last = Math.min(text.length, ampersand + longest);
  let at = ampersand + 1;
  while (at < last && isOfName(text.charCodeAt(at))) at += 1;
  return at < last && (text[at] === ';' || text[at] === '=') ? at + 1 : at;
};

/** What XML has no character for, but U+0000, for which HTML has a replacement. */
const isNone = (code: number): boolean => code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d;

/**
 * As HTML reads it in an attribute: the semicolon may be missing, but not in `&copy=1`, which is part of a URL; numbers from
 * 128 to 159 are windows-1252; those that are no character are U+FFFD.
 */
const uncommon = (reference: string): string => {
  const text = decodeHTMLAttribute(reference);
  return reference.startsWith('&#') && isNone(text.charCodeAt(0)) ? text.slice(1) : text;
};

/** A character beyond the first 65,536 as two references, each to a half of it as UTF-16 writes it. */
const halves = /&#(?:x(d[89ab][\da-f]{2})|(\d{5}));&#(?:x(d[c-f][\da-f]{2})|(\d{5}));/iy;

const joined = (text: string, ampersand: number): { character: string; length: number } | null => {
  if (!text.startsWith('&#', ampersand)) return null;
  halves.lastIndex = ampersand;
  const [whole, ...codes] = halves.exec(text) ?? [];
  if (whole === undefined) return null;
  const [high = 0, low = 0] = codes.flatMap((code, at) =>
    code === undefined ? [] : [Number.parseInt(code, at % 2 === 0 ? 16 : 10)],
  );
  const isPair = high >= 0xd800 && high < 0xdc00 && low >= 0xdc00 && low < 0xe000;
  return isPair ? { character: String.fromCharCode(high, low), length: whole.length } : null;
};

/**
 * Text with its references to characters replaced. Feeds use the entities of HTML undeclared. Those that a document declares
 * itself stay as they are written.
 */
export const decoded = (text: string): string => {
  let at = text.indexOf('&');
  if (at < 0) return text;
  let result = '';
  let from = 0;
  while (at >= 0) {
    const known = common.get(text.charCodeAt(at + 1));
    const isKnown = known !== undefined && text.startsWith(known.name, at + 1);
    const pair = isKnown ? null : joined(text, at);
    const end = isKnown ? at + 1 + known.name.length : pair ? at + pair.length : endOf(text, at);
    result += text.slice(from, at) + (isKnown ? known.character : (pair?.character ?? uncommon(text.slice(at, end))));
    from = end;
    at = text.indexOf('&', end);
  }
  return result + text.slice(from);
};
