/** Digits alone: all else that JavaScript takes for a number is a mistake here. */
export const countOf = (text: string | null): number | null =>
  text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;

/** Degrees and the like. */
export const decimalOf = (text: string | null): number | null =>
  text !== null && /^[+-]?\d{1,15}(?:\.\d{0,30})?$/.test(text) ? Number(text) : null;

/** Bytes; some write them in groups of three digits. */
export const sizeOf = (text: string | null): number | null =>
  countOf(text !== null && /^\d{1,3}(?:,\d{3}){1,4}$/.test(text) ? text.replaceAll(',', '') : text);

/** Seconds, from `SS`, `MM:SS` or `HH:MM:SS`. */
export const secondsOf = (text: string | null): number | null => {
  if (text === null || !/^\d{1,9}(?::\d{1,2}){0,2}(?:\.\d{1,9})?$/.test(text)) return null;
  const seconds = text.split(':').reduce((sum, part) => 60 * sum + Number(part), 0);
  return Math.round(seconds);
};
