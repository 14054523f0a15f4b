import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { unreadable } from '../unreadable.ts';

/** Labels that mean, in practice, a larger charset than they say (as the WHATWG encoding standard has it). */
const meant = new Map([
  ['iso-8859-1', 'windows-1252'],
  ['iso8859-1', 'windows-1252'],
  ['latin1', 'windows-1252'],
  ['us-ascii', 'windows-1252'],
  ['ascii', 'windows-1252'],
  ['iso-8859-9', 'windows-1254'],
  ['iso-8859-11', 'windows-874'],
  ['tis-620', 'windows-874'],
  ['gb2312', 'gb18030'],
  ['gbk', 'gb18030'],
  ['x-gbk', 'gb18030'],
  ['x-sjis', 'shift_jis'],
  ['x-euc-jp', 'euc-jp'],
]);

const byteOrderMarks: [bytes: number[], charset: string][] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe, 0, 0], 'utf-32le'],
  [[0, 0, 0xfe, 0xff], 'utf-32be'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
  // No mark, but the first character of XML or JSON in two bytes shows the order as well.
  [[0x3c, 0], 'utf-16le'],
  [[0, 0x3c], 'utf-16be'],
];

/** Written in ASCII bytes throughout, so that being valid UTF-8 proves nothing. */
const isSevenBit = (charset: string): boolean => /^(utf-?7|hz-gb-2312|iso-2022-)/.test(charset);

const fromHeader = (contentType: string | null): string | undefined =>
  contentType?.match(/charset\s*=\s*["']?([\w.:-]+)/i)?.[1];

const fromDeclaration = (bytes: Buffer): string | undefined =>
  bytes
    .subarray(0, 1024)
    .toString('latin1')
    .match(/^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)/)?.[1];

/** Byte order mark, then the HTTP header, then the XML declaration; whatever they say, bytes that are UTF-8 are read so. */
const charsetOf = (bytes: Buffer, contentType: string | null): string => {
  const marked = byteOrderMarks.find(([mark]) => mark.every((byte, at) => bytes[at] === byte));
  if (marked) return marked[1];
  const declared = [fromHeader(contentType), fromDeclaration(bytes)]
    .filter((label) => label !== undefined)
    .map((label) => meant.get(label.toLowerCase()) ?? label.toLowerCase());
  const [first = 'utf-8'] = declared;
  if (!isSevenBit(first) && isUtf8(bytes)) return 'utf-8';
  // A declaration of UTF-8 that the bytes disprove gives way to one that they do not.
  return declared.find((charset) => !/^utf-?8$/.test(charset)) ?? first;
};

/** What neither Postgres nor any encoding takes: U+0000 and lone surrogates. */
export const storable = (text: string): string =>
  (text.includes('\0') ? text.replaceAll('\0', '') : text).toWellFormed();

/** iconv-lite lacks some that Node knows (ISO-2022-JP), and is right on others where Node is not (windows-1252). */
const decodeRare = (bytes: Buffer, charset: string): string => {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    throw unreadable('bad-encoding', `its charset "${charset}" is not known`);
  }
};

const textIn = (bytes: Buffer, charset: string): string => {
  // Bytes are searched faster than text, and the decoder leaves no lone surrogates.
  if (/^utf-?8$/.test(charset)) return bytes.includes(0) ? storable(bytes.toString('utf8')) : bytes.toString('utf8');
  return storable(iconv.encodingExists(charset) ? iconv.decode(bytes, charset) : decodeRare(bytes, charset));
};

/** The text of a body, fit for storing. */
export const decode = (body: Uint8Array, contentType: string | null): string => {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const text = textIn(bytes, charsetOf(bytes, contentType));
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
};
