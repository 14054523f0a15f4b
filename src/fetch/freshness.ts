import type { IncomingHttpHeaders } from 'node:http';
import { headerOf, listHeaderOf } from './header.ts';
import { httpDate } from './http-date.ts';

/** 30 days, in ms. What a server promises beyond is no news of a feed. */
const longest = 30 * 86_400_000;

/** A directive with its argument, which may be quoted: a comma within quotes separates nothing. */
const directive = /([\w-]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]*)))?/g;

/** Seconds; `null` for what is none. RFC 9111, 1.2.2: what is too large to be held is the largest there is. */
const seconds = (text: string | null | undefined): number | null => {
  const digits = text?.trim() ?? '';
  return /^\d+$/.test(digits) ? Math.min(Number(digits), Number.MAX_SAFE_INTEGER) : null;
};

/** Seconds that `Cache-Control` allows; `null` if it says nothing. What cannot be read and what contradicts itself is the least. */
const maxAgeOf = (cacheControl: string): number | null => {
  let least: number | null = null;
  for (const [, name = '', quoted, plain] of cacheControl.matchAll(directive)) {
    const argument = quoted ?? plain;
    switch (name.toLowerCase()) {
      case 'no-store':
        return 0;
      case 'no-cache':
        // With an argument it concerns the headers that are named there, not the body.
        if (argument === undefined) return 0;
        break;
      case 'max-age':
        least = Math.min(least ?? Number.POSITIVE_INFINITY, seconds(argument) ?? 0);
    }
  }
  return least;
};

const within = (ms: number): number => Math.min(Math.max(ms, 0), longest);

/**
 * For how many ms an answer may be used without asking again (RFC 9111, 4.2.1), as a cache of one user would; `null` if the
 * server does not say. `now`: our clock, in ms since 1970.
 */
export const freshFor = (headers: IncomingHttpHeaders, now: number = Date.now()): number | null => {
  const cacheControl = listHeaderOf(headers, 'cache-control');
  const maxAge = cacheControl === null ? null : maxAgeOf(cacheControl);
  if (maxAge !== null) return within((maxAge - (seconds(headerOf(headers, 'age')) ?? 0)) * 1_000);
  const expires = headerOf(headers, 'expires');
  if (expires === null) return null;
  // RFC 9111, 5.3: what is no date, 0 above all, has expired.
  const until = httpDate(expires);
  return until === null ? 0 : within(until - (httpDate(headerOf(headers, 'date') ?? '') ?? now));
};
