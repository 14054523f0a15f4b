/** Control characters, line separators, and what turns the direction of writing: none of them may act on a terminal. */
const acting = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Text that others wrote, as it may be printed. JSON stays the same JSON. */
export const printable = (text: string): string =>
  text.replace(acting, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The same on one line, with single spaces. */
export const oneLine = (text: string): string => printable(text.replace(/\s+/g, ' ').trim());
