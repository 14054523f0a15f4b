/** Beginnings of files, in hex. A picture made of text, as SVG is, may be looked at by the reader of the feed. */
const beginnings: [kind: string, pattern: RegExp][] = [
  ['PNG', /^89504e470d0a1a0a/],
  ['JPEG', /^ffd8ff/],
  ['GIF', /^474946383[79]61/],
  ['WebP', /^52494646.{8}57454250/],
  ['BMP', /^424d.{8}00000000/],
  ['ICO', /^00000100(?!00)..00/],
  ['AVIF', /^000000..66747970617669[67]/],
];

/** Which kind of picture it is, by its first bytes; `null` if it is none. */
export const imageKind = (bytes: Buffer): string | null => {
  const beginning = bytes.toString('hex', 0, 16);
  return beginnings.find(([, pattern]) => pattern.test(beginning))?.[0] ?? null;
};
