import iconv from 'iconv-lite';

/** Charsets that write everything in ASCII bytes, between signs that say what they mean. */
const charsets: ReadonlySet<string> = new Set(['utf-7', 'hz-gb-2312', 'iso-2022-jp', 'iso-2022-kr']);

export const isSevenBit = (charset: string): boolean => charsets.has(charset);

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

const shiftOut = 0x0e;
const shiftIn = 0x0f;

/** ISO-2022-KR (RFC 1557): KS X 1001 between Shift Out and Shift In. */
const decodeKorean = (text: string): string => {
  const bytes = Buffer.from(text.replaceAll('\x1b$)C', ''), 'latin1');
  let isShifted = false;
  let length = 0;
  for (const byte of bytes) {
    if (byte === shiftOut || byte === shiftIn) isShifted = byte === shiftOut;
    else bytes[length++] = isShifted && byte > 0x20 ? byte | 0x80 : byte;
  }
  return iconv.decode(bytes.subarray(0, length), 'euc-kr');
};

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Whether so many digits of 6 bits are whole characters of 16, and what is left over is 0. */
const isWhole = (run: string): boolean => {
  const rest = (run.length * 6) % 16;
  return run !== '' && rest < 6 && digits.indexOf(run.at(-1) ?? '') % 2 ** rest === 0;
};

const utf16In = (run: string): string => {
  const bytes = Buffer.from(run, 'base64');
  return bytes
    .subarray(0, bytes.length & ~1)
    .swap16()
    .toString('utf16le');
};

/** UTF-7 (RFC 2152). A plus sign before what is no text in base64 is one. */
const decodeUtf7 = (text: string): string =>
  text.replace(/\+([A-Za-z\d+/]*)-?/g, (written, run: string) => {
    if (run === '') return '+';
    return isWhole(run) ? utf16In(run) : written;
  });

const decoders: Record<string, (text: string) => string> = {
  'hz-gb-2312': decodeHz,
  'iso-2022-kr': decodeKorean,
  'utf-7': decodeUtf7,
};

/** `null`: a decoder of Node or of iconv-lite knows it. */
export const decodeSevenBit = (bytes: Buffer, charset: string): string | null =>
  decoders[charset]?.(bytes.toString('latin1')) ?? null;
