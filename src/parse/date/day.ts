import { monthOf } from './month.ts';

/** A day in the calendar; January is 0. */
interface Day {
  year: number;
  month: number;
  day: number;
}

/** Of two digits, as RFC 2822 reads them but for the far past. */
const fullYear = (year: string): number => Number(year) + (year.length > 2 ? 0 : Number(year) < 70 ? 2000 : 1900);

const dayOf = (year: string, month: string | number, day: string | number): Day => ({
  year: fullYear(year),
  month: Number(month) - 1,
  day: Number(day),
});

/** ISO 8601 counts weeks from the one with the year's first Thursday. */
const dayOfWeek = (year: number, week: number, weekday: number): Day => {
  const fourth = new Date(Date.UTC(year, 0, 4));
  const monday = 4 - ((fourth.getUTCDay() + 6) % 7);
  const date = new Date(Date.UTC(year, 0, monday + 7 * (week - 1) + weekday - 1));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth(), day: date.getUTCDate() };
};

const dayOfYear = (year: number, ordinal: number): Day => {
  const date = new Date(Date.UTC(year, 0, ordinal));
  return { year, month: date.getUTCMonth(), day: date.getUTCDate() };
};

/** Those in numbers alone. Of two that could both be the month, it is the first between slashes, as in America, else the second. */
const forms: [RegExp, (found: string[]) => Day][] = [
  // 2003-06-10, 2003/6/10, 2003年6月10日, and W3CDTF, which may end after any part
  [
    /^(\d{4})[-/. ]{1,2}(\d{1,2})[-/. ]{1,2}(\d{1,2})(?!\d)/,
    ([year = '', month = '', day = '']) => dayOf(year, month, day),
  ],
  [/^(\d{4})(\d{2})(\d{2})(?!\d)/, ([year = '', month = '', day = '']) => dayOf(year, month, day)],
  [
    /^(\d{4})-?W(\d{2})(?:-?([1-7]))?(?!\d)/i,
    ([year, week, day = 1]) => dayOfWeek(Number(year), Number(week), Number(day)),
  ],
  [/^(\d{4})-?(\d{3})(?!\d)/, ([year, ordinal]) => dayOfYear(Number(year), Number(ordinal))],
  [/^(\d{4})[-/](\d{1,2})(?![\d/-])/, ([year = '', month = '']) => dayOf(year, month, 1)],
  [/^(\d{4})$/, ([year = '']) => dayOf(year, 1, 1)],
  [
    /(?<!\d)(\d{1,2})([-/.]) ?(\d{1,2})[-/.] ?(\d{4}|\d{2})(?!\d)/,
    ([first = '', sign, second = '', year = '']) => {
      const isMonthFirst = Number(second) > 12 || (sign === '/' && Number(first) <= 12);
      return isMonthFirst ? dayOf(year, first, second) : dayOf(year, second, first);
    },
  ],
];

/** A word, or a number with what makes it an ordinal. */
const token = /(\d+)(?:st|nd|rd|th)?(?![\p{L}\d])|[\p{L}][\p{L}\p{M}.’'ʼ]*/giu;

/** Among words: the month is the one that follows a number, or else is followed by one, since days of the week sound like months. */
const amongWords = (text: string): Day | null => {
  const tokens = [...text.matchAll(token)].map(([word, number]) => ({ word, number }));
  const numbers = tokens.flatMap(({ number }) => number ?? []);
  const months = tokens.map(({ word, number }) => (number === undefined ? monthOf(word) : null));
  const after = months.findIndex((month, at) => month !== null && tokens[at - 1]?.number !== undefined);
  const place = after >= 0 ? after : months.findLastIndex((month) => month !== null);
  const month = months[place];
  if (month === undefined || month === null) return null;
  const year =
    numbers.find((number) => number.length === 4) ?? (numbers.length > 1 ? numbers[numbers.length - 1] : undefined);
  if (year === undefined || !/^(\d{2}|\d{4})$/.test(year)) return null;
  const day = numbers.find((number) => number !== year && number.length <= 2) ?? (year.length === 4 ? '1' : year);
  return dayOf(year, month + 1, day);
};

/** Midnight, UTC, of the day that a text names. A thirtieth of February is none, nor is a year that no feed can mean. */
export const midnightOf = (text: string): number | null => {
  let named: Day | null = null;
  for (const [form, read] of forms) {
    const found = form.exec(text);
    if (!found) continue;
    named = read(found.slice(1));
    break;
  }
  named ??= amongWords(text);
  if (named === null) return null;
  const { year, month, day } = named;
  const date = new Date(Date.UTC(year, month, day));
  const isReal = year >= 1900 && year <= 9999 && date.getUTCMonth() === month && date.getUTCDate() === day;
  return isReal ? date.getTime() : null;
};
