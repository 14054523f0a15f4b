import iconv from 'iconv-lite';

/** Charsets that write everything in ASCII bytes, between signs that say what they mean. */
export const isSevenBit = (charset: string): boolean => /^(utf-?7|hz-gb-2312|iso-2022-)/.test(charset);

const raised = (text: string, charset: string): string => {
  const bytes = Buffer.from(text, 'latin1');
  for (const [at, byte] of bytes.entries()) bytes[at] = byte | 0x80;
  return iconv.decode(bytes, charset);
};

/** HZ (RFC 1843): GB 2312 between `~{` and `~}`. */
const decodeHz = (text: string): string =>
  text.replace(/~(?:\{((?:[^~]|~(?!\}))*)(?:~\}|$)|(~)|\n)/g, (_, chinese?: string, tilde = '') =>
    chinese === undefined ? tilde : raised(chinese, 'gb18030'),
  );

const shiftOut = '\x0e';
const shiftIn = '\x0f';

/** ISO-2022-KR (RFC 1557): KS X 1001 between Shift Out and Shift In. */
const decodeKorean = (text: string): string => {
  const [plain = '', ...shifted] = text.replaceAll('\x1b$)C', '').split(shiftOut);
  const pieces = shifted.map((piece) => {
    const end = piece.indexOf(shiftIn);
    return end < 0 ? raised(piece, 'euc-kr') : raised(piece.slice(0, end), 'euc-kr') + piece.slice(end + 1);
  });
  return plain + pieces.join('');
};

const decoders: Record<string, (text: string) => string> = { 'hz-gb-2312': decodeHz, 'iso-2022-kr': decodeKorean };

/** `null`: a decoder of Node or of iconv-lite knows it. */
export const decodeSevenBit = (bytes: Buffer, charset: string): string | null =>
  decoders[charset]?.(bytes.toString('latin1')) ?? null;
