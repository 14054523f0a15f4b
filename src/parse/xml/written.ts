const cdataStart = '<![CDATA[';

/** Without the marks of a CDATA section that were escaped, or stood in another one. */
const unwrapped = (text: string): string => {
  const end = [']]>', ']]'].find((mark) => text.endsWith(mark)) ?? '';
  return text.slice(cdataStart.length, text.length - end.length);
};

/** Names and titles; to look through all that is longer costs more than a stray character in it. */
const short = 500;

/** XML has no others. */
const noCharacters = /[^\t\n\r\u0020-\ufffd]/g;

const hasControls = (text: string): boolean => {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x20 ? code !== 0x0a && code !== 0x0d && code !== 0x09 : code > 0xfffd) return true;
  }
  return false;
};

/** The text of an element as it was meant: of what is short, without characters that XML does not have. */
export const asMeant = (text: string): string => {
  const plain = text.startsWith(cdataStart) ? unwrapped(text.trimEnd()) : text;
  return plain.length < short && hasControls(plain) ? plain.replace(noCharacters, '') : plain;
};
