import type { IncomingHttpHeaders } from 'node:http';
import { headerOf } from './header.ts';
import { httpDate } from './http-date.ts';

/** 24 h, in ms: no server can shut a feed out for good. */
const longest = 86_400_000;

/** ms to leave a host alone that says 429, but not for how long. */
const unsaid = 60_000;

/** `null` for what is neither seconds nor a date. */
const asked = (text: string, date: string | null, now: number): number | null => {
  const trimmed = text.trim();
  if (/^\d+$/.test(trimmed)) return Number(trimmed) * 1_000;
  const until = httpDate(trimmed);
  if (until === null) return null;
  const sent = httpDate(date ?? '');
  // The server's clock knows best how far its date is, unless the answer has lain in a cache or the clock is wrong altogether.
  return until - (sent !== null && Math.abs(sent - now) <= longest ? sent : now);
};

/**
 * For how many ms the host is to be left alone (RFC 9110, 10.2.3; RFC 6585, 4); `null` if it does not ask for it. `now`: our
 * clock, in ms since 1970.
 */
export const retryAfter = (status: number, headers: IncomingHttpHeaders, now: number = Date.now()): number | null => {
  if (status !== 429 && status !== 503) return null;
  const header = headerOf(headers, 'retry-after');
  const ms = header === null ? null : asked(header, headerOf(headers, 'date'), now);
  if (ms === null) return status === 429 ? unsaid : null;
  return ms > 0 ? Math.min(ms, longest) : null;
};
