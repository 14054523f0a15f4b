/** In hours east of UTC: the zones of RFC 822, and others that are seen. Any other name is read as UTC. */
const zones: ReadonlyMap<string, number> = new Map([
  ...Object.entries({ EST: -5, EDT: -4, CST: -6, CDT: -5, MST: -7, MDT: -6, PST: -8, PDT: -7, AKST: -9, AKDT: -8 }),
  ...Object.entries({ BST: 1, WEST: 1, CET: 1, MET: 1, CEST: 2, MEST: 2, EET: 2, EEST: 3, MSK: 3, IST: 5.5 }),
  ...Object.entries({ JST: 9, KST: 9, AWST: 8, ACST: 9.5, AEST: 10, AEDT: 11, NZST: 12, NZDT: 13 }),
]);

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** As RFC 3339 and RFC 822 have them, on days that every month has: Node's own parser reads these right, and faster. */
const internet = /^(?:19|20)\d\d-\d\d-(?:[01]\d|2[0-8])T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
const mail = /^[A-Z][a-z]{2}, (?:0?[1-9]|1\d|2[0-8]) [A-Z][a-z]{2} (?:19|20)\d\d \d\d:\d\d:\d\d (?:GMT|[+-]\d{4})$/;

const days = [
  // 2003-06-10T04:00:00Z, as in RFC 3339 and W3CDTF, which may end after any part
  /^(?<year>\d{4})(?:-(?<month>\d{1,2})(?:-(?<day>\d{1,2}))?)?(?![\d:/-])/,
  // Tue, 10 Jun 2003 04:00:00 GMT, as in RFC 822
  /(?<![\d:])(?<day>\d{1,2})[\s-]+(?<name>[a-z]{3})[a-z]*\.?,?[\s-]+(?<year>\d{4}|\d{2})(?![\d:])/i,
  // Tue Jun 10 04:00:00 2003, and June 10, 2003
  /(?<name>[a-z]{3})[a-z]*\.?\s+(?<day>\d{1,2}),?\s+(?:[\d:]+\s+(?:[a-z]+\s+)?)?(?<year>\d{4})(?!\d)/i,
];

const clock = /(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(.*)$/s;

/** Of two digits, as RFC 2822 reads them but for the far past. */
const fullYear = (year: string): number => Number(year) + (year.length > 2 ? 0 : Number(year) < 70 ? 2000 : 1900);

const midnight = (text: string): number | null => {
  for (const form of days) {
    const found = form.exec(text)?.groups;
    if (!found) continue;
    const { year = '', month, day = '1', name = 'jan' } = found;
    const full = fullYear(year);
    const index = month ? Number(month) - 1 : months.indexOf(name.toLowerCase());
    const time = Date.UTC(full, index, Number(day));
    // A thirtieth of February is no date.
    const isReal = full >= 1900 && index >= 0 && index < 12 && new Date(time).getUTCDate() === Number(day);
    return isReal ? time : null;
  }
  return null;
};

const minutesEast = (zone: string): number => {
  const offset = /^[a-z]*\s*([+-])(\d{1,2}):?(\d{2})?/i.exec(zone);
  if (!offset) return 60 * (zones.get(/^[a-z]*/i.exec(zone)?.[0].toUpperCase() ?? '') ?? 0);
  const minutes = 60 * Number(offset[2]) + Number(offset[3] ?? 0);
  return offset[1] === '-' ? -minutes : minutes;
};

const timeOfDay = (text: string): number => {
  const found = clock.exec(text);
  if (!found) return 0;
  const [, hour, minute, second = 0, fraction = 0, zone = ''] = found;
  const seconds = (60 * Number(hour) + Number(minute) - minutesEast(zone)) * 60 + Number(second);
  return Math.round(1000 * (seconds + Number(`0.${fraction}`)));
};

/**
 * A date as feeds write them, UTC where they name no zone. What is no date, or one that no feed can mean (before 1900, as
 * the zero of some libraries is, or beyond what Postgres reads), is `null`.
 */
export const parseDate = (text: string): Date | null => {
  if (text.length > 100) return null;
  const time = internet.test(text) || mail.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return new Date(time);
  const day = midnight(text.trim());
  if (day === null) return null;
  const date = new Date(day + timeOfDay(text));
  return date.getUTCFullYear() <= 9999 ? date : null;
};
