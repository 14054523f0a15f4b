import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/** How many bytes a character of UTF-8 takes by its first one; 0: none begins so. */
const lengthOf = (first: number): number => {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xf0 && first < 0xf5 ? 4 : 0;
};

const isCharacter = (bytes: Buffer, at: number, length: number): boolean => {
  for (let next = at + 1; next < at + length; next++) if (!isContinuation(bytes[next])) return false;
  return isUtf8(bytes.subarray(at, at + length));
};

/** How much is looked at to see what a text is. */
const sample = 64 * 1024;

/** Whether what is no ASCII are characters of UTF-8 rather than bytes of something else. */
export const isMostlyUtf8 = (bytes: Buffer): boolean => {
  if (isUtf8(bytes)) return true;
  const end = Math.min(bytes.length, sample);
  let surplus = 0;
  for (let at = 0; at < end; ) {
    const length = lengthOf(bytes[at] ?? 0);
    const isOne = length > 0 && isCharacter(bytes, at, length);
    if (!isOne) surplus -= 1;
    else if (length > 1) surplus += 1;
    at += isOne ? length : 1;
  }
  // The mark at the beginning is one.
  return surplus > 0;
};

/** What each byte is in windows-1252. */
const characters = Array.from({ length: 256 }, (_, byte) => iconv.decode(Buffer.of(byte), 'windows-1252'));

/** UTF-8 with bytes in it that are none: pasted in from elsewhere, they are windows-1252, as are all in a text that only claims to be UTF-8. */
export const decodeMixed = (bytes: Buffer): string => {
  const pieces: string[] = [];
  let begin = 0;
  let at = 0;
  while (at < bytes.length) {
    const length = lengthOf(bytes[at] ?? 0);
    if (length === 1 || (length > 0 && isCharacter(bytes, at, length))) {
      at += length;
      continue;
    }
    if (at > begin) pieces.push(bytes.toString('utf8', begin, at));
    pieces.push(characters[bytes[at] ?? 0] ?? '');
    at += 1;
    begin = at;
  }
  pieces.push(bytes.toString('utf8', begin));
  return pieces.join('');
};
