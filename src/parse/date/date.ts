import { midnightOf } from './day.ts';
import { zoneOf } from './zone.ts';

/** Longer ones are none. */
const longest = 100;

/** As RFC 3339 and RFC 822 have them, on days that every month has: Node's own parser reads these right, and faster. */
const internet = /^(?:19|20)\d\d-\d\d-(?:[01]\d|2[0-8])T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
const mail = /^[A-Z][a-z]{2}, (?:0?[1-9]|1\d|2[0-8]) [A-Z][a-z]{2} (?:19|20)\d\d \d\d:\d\d:\d\d (?:GMT|[+-]\d{4})$/;

/** Seconds or milliseconds since 1970. */
const timestamp = /^(\d{10})(\d{3})?$/;

const clock = /(\d{1,2})[:h](\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,9})\d*)?)?(?!\d)\s*([ap]\.?m\b\.?)?/i;
/** As in 20040105T101530Z. */
const basicClock = /(?<=\d)T(\d{2})(\d{2})(?:(\d{2})(?:[.,](\d{1,9})\d*)?)?(?!\d)/;

/** Which half of the day it is stands behind the time in the West, and before it in the East. */
const halves = /(午後|下午|오후)|午前|上午|오전/;

/** One kind of space and of digits, and the signs of the Far East as those of the West. */
const simplified = (text: string): string => {
  const simple = text.normalize('NFKC').replace(/\s+/g, ' ').trim();
  if (!/[年月日년월일時时시点點]/.test(simple)) return simple;
  return simple
    .replace(/(\d) ?[年년월月] ?(?=\d)/g, '$1-')
    .replace(/(\d) ?[日일]/g, '$1 ')
    .replace(
      /(\d) ?[時时시点點] ?(?:(\d{1,2}) ?[分분])?(?: ?(\d{1,2}) ?[秒초])?/g,
      (_, hour, minute = '00', second = '00') => `${hour}:${minute}:${second}`,
    );
};

interface Clock {
  /** Since midnight UTC; beyond the day where the zone demands it. */
  ms: number;
  before: string;
  after: string;
}

const isAfternoon = (before: string, behind: string | undefined): boolean | null => {
  if (behind !== undefined) return /^p/i.test(behind);
  const half = halves.exec(before);
  return half && half[1] !== undefined;
};

const hourOf = (hour: number, isLate: boolean | null): number =>
  isLate === null || hour > 12 ? hour : (hour % 12) + (isLate ? 12 : 0);

/** The time of day in a text, and what stands around it. `null`: there is one that no clock shows. */
const clockOf = (text: string): Clock | null => {
  const found = clock.exec(text) ?? basicClock.exec(text);
  if (!found) return { ms: 0, before: text, after: '' };
  const before = text.slice(0, found.index);
  const rest = text.slice(found.index + found[0].length);
  const [, hour, minute, second = 0, fraction = 0, half] = found;
  const hours = hourOf(Number(hour), isAfternoon(before, half));
  if (hours > 24 || Number(minute) > 59 || Number(second) > 60) return null;
  const zone = zoneOf(rest);
  const ms = Math.round(
    1000 * ((60 * hours + Number(minute) - zone.east) * 60 + Number(second) + Number(`0.${fraction}`)),
  );
  return { ms, before, after: rest.slice(zone.length) };
};

/**
 * A date as feeds write them, in any of many languages; UTC where it names no zone. What is no date, or one that no feed can
 * mean (before 1900, as the zero of some libraries is, or after 9999), is `null`.
 */
export const parseDate = (text: string): Date | null => {
  if (text.length > longest) return null;
  const time = internet.test(text) || mail.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return new Date(time);
  const simple = simplified(text);
  const counted = timestamp.exec(simple);
  if (counted) return new Date(Number(counted[1]) * 1000 + Number(counted[2] ?? 0));
  const found = clockOf(simple);
  if (found === null) return null;
  const midnight =
    midnightOf(found.before.replace(/[T,]? ?$/, '').trim()) ?? midnightOf(`${found.before} ${found.after}`.trim());
  if (midnight === null) return null;
  const date = new Date(midnight + found.ms);
  return date.getUTCFullYear() <= 9999 ? date : null;
};
