const zoned = /(GMT|UTC|Z|[+-]\d\d:?\d\d)$/i;

/**
 * When it is, in ms since 1970; `null` for what is no date of HTTP (RFC 9110, 5.6.7). All three forms begin with a day of the
 * week and mean UTC, also the one that does not say so.
 */
export const httpDate = (text: string): number | null => {
  const trimmed = text.trim();
  if (trimmed.length > 64 || !/^[a-z]{3,9},? /i.test(trimmed)) return null;
  const at = Date.parse(zoned.test(trimmed) ? trimmed : `${trimmed} GMT`);
  return Number.isNaN(at) ? null : at;
};
