import { isAscii, isUtf8, transcode } from 'node:buffer';
import iconv from 'iconv-lite';
import { decodeEbcdic, isEbcdic } from './ebcdic.ts';
import { charsetNamed } from './label.ts';
import { decodeMixed, isMostlyUtf8 } from './mixed.ts';
import { decodeSevenBit, isSevenBit } from './seven-bit.ts';

/** What a document of XML or JSON begins with in each charset that is no larger form of ASCII: its mark, or its first character. */
const utf8Mark = [0xef, 0xbb, 0xbf];

const beginnings: [bytes: (number | null)[], charset: string][] = [
  [utf8Mark, 'utf-8'],
  [[0xff, 0xfe, 0, 0], 'utf-32le'],
  [[0, 0, 0xfe, 0xff], 'utf-32be'],
  [[0x3c, 0, 0, 0], 'utf-32le'],
  [[0, 0, 0, 0x3c], 'utf-32be'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
  // A zero byte alone may be junk before a document.
  [[0x3c, 0, null, 0], 'utf-16le'],
  [[0, 0x3c, 0, null], 'utf-16be'],
];

/** `<?xm` in EBCDIC. */
const ebcdicBeginning = [0x4c, 0x6f, 0xa7, 0x94];

/** What XML may have before its first character. */
const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Without white space in UTF-16 at its beginning. */
const afterSpace = (bytes: Buffer): Buffer => {
  const zero = bytes[0] === 0 ? 0 : 1;
  let at = 0;
  while (bytes[at + zero] === 0 && isSpace(bytes[at + 1 - zero])) at += 2;
  return bytes.subarray(at);
};

const beginsWith = (bytes: Buffer, beginning: (number | null)[]): boolean =>
  beginning.every((byte, at) => byte === null || bytes[at] === byte);

const fromHeader = (contentType: string | null): string | undefined =>
  contentType?.match(/charset\s*=\s*["']?([\w.:-]+)/i)?.[1];

const declaration = /<\?xml\s[^>]*?\bencoding\s*=\s*[^\w.:-]?\s*([\w.:-]+)/i;
const root = /<(?:rss|feed|rdf:RDF|channel|item|entry|html)[\s>]/i;
const meta = /<meta\s[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)/i;

/** By the XML declaration, which junk may precede; pages have an element for it. */
const fromDocument = (bytes: Buffer): string | undefined => {
  const isForeign = beginsWith(bytes, ebcdicBeginning);
  const head = bytes.subarray(0, 2048);
  const text = isForeign ? decodeEbcdic(head, 'cp037') : head.toString('latin1');
  const place = text.search(root);
  const before = place < 0 ? text : text.slice(0, place);
  const label = (declaration.exec(before) ?? meta.exec(text))?.[1];
  return label ?? (isForeign ? 'cp037' : undefined);
};

const isKnown = (charset: string): boolean => {
  if (iconv.encodingExists(charset) || isSevenBit(charset) || isEbcdic(charset)) return true;
  try {
    return new TextDecoder(charset).encoding !== 'replacement';
  } catch {
    return false;
  }
};

/** Of charsets that a server says of all that it serves, whatever that is. */
const isDefault = (charset: string): boolean => charset === 'utf-8' || charset === 'windows-1252';

const charsetBegun = (bytes: Buffer): string | undefined => {
  const begun = beginnings.find(
    ([beginning]) => beginsWith(bytes, beginning) || beginsWith(afterSpace(bytes), beginning),
  );
  return begun?.[1];
};

/**
 * Byte order mark, then the HTTP header, then the document itself; whatever they say, bytes that are UTF-8 are read so. A
 * label that the bytes disprove, that nobody knows, or that servers give to everything, gives way to the next one.
 */
const charsetOf = (bytes: Buffer, contentType: string | null): string => {
  const begun = charsetBegun(bytes);
  if (begun !== undefined && (begun !== 'utf-8' || isMostlyUtf8(bytes))) return begun;
  const declared = [fromHeader(contentType), fromDocument(bytes)]
    .filter((label) => label !== undefined)
    .map(charsetNamed)
    .filter((charset) => isKnown(charset) && (!isSevenBit(charset) || isAscii(bytes)));
  const [first = 'utf-8'] = declared;
  if (!declared.some((charset) => isSevenBit(charset) || isEbcdic(charset)) && isUtf8(bytes)) return 'utf-8';
  return declared.find((charset) => !isDefault(charset) && !/^utf-(16|32)/.test(charset)) ?? first;
};

/** What neither Postgres nor any encoding takes: U+0000 and lone surrogates. */
export const storable = (text: string): string =>
  (text.includes('\0') ? text.replaceAll('\0', '') : text).toWellFormed();

/** iconv-lite lacks some that Node knows (ISO-2022-JP), and is right on others where Node is not (windows-1252). */
const textIn = (bytes: Buffer, charset: string): string => {
  if (isEbcdic(charset)) return decodeEbcdic(bytes, charset);
  const unshifted = decodeSevenBit(bytes, charset);
  if (unshifted !== null) return unshifted;
  return iconv.encodingExists(charset) ? iconv.decode(bytes, charset) : new TextDecoder(charset).decode(bytes);
};

/** By way of UTF-16, which Node makes of it several times as fast as a text. */
const decodeUtf8 = (bytes: Buffer): string =>
  isUtf8(bytes) ? transcode(bytes, 'utf8', 'utf16le').toString('utf16le') : decodeMixed(bytes);

/** The text of a body, fit for storing. Whatever its bytes are, they are read as something. */
export const decode = (body: Uint8Array, contentType: string | null): string => {
  const all = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const charset = charsetOf(all, contentType);
  // Something has put the mark before a text of another charset.
  const bytes = charset !== 'utf-8' && beginsWith(all, utf8Mark) ? all.subarray(utf8Mark.length) : all;
  // Characters of one byte are read faster, here and by all that follows; and bytes are searched faster than text.
  const isPlain = charset === 'utf-8' && !bytes.includes(0);
  if (isPlain && isAscii(bytes)) return bytes.toString('latin1');
  const text = charset === 'utf-8' ? decodeUtf8(bytes) : textIn(bytes, charset);
  const kept = isPlain ? text : storable(text);
  return kept.charCodeAt(0) === 0xfeff ? kept.slice(1) : kept;
};
