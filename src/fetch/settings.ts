import type { Limits } from '../../machines/model.ts';
import { withoutLogin } from '../errors.ts';
import { requireOptions, trueOrFalse, type Wanted, wholeFrom } from '../wanted.ts';
import { type FetchOptions, fetchDefaults } from './options.ts';

/** Timers of Node end at once if they are asked for more. */
const longest = 2 ** 31 - 1;

const isNumber = (value: unknown): value is number => typeof value === 'number';

const between = (least: number, most: number): Wanted =>
  wholeFrom(least, most, `a whole number from ${least} to ${most}`);

const period: Wanted = {
  words: `ms, more than 0 and at most ${longest}`,
  accepts: (value) => isNumber(value) && value > 0 && value <= longest,
};

const limits: Record<keyof Limits, Wanted> = {
  connectTimeout: period,
  headersTimeout: period,
  totalTimeout: period,
  maxBytes: between(1, longest),
  maxRatio: {
    words: 'a number of 1 or more',
    accepts: (value) => isNumber(value) && Number.isFinite(value) && value >= 1,
  },
  maxHeaderBytes: between(1, 262_144),
  maxRedirects: between(0, 1_000),
};

const orNull = ({ words, accepts, ...rest }: Wanted): Wanted => ({
  ...rest,
  words: `${words}, or null`,
  accepts: (value) => value === null || accepts(value),
});

const listOf = (words: string, accepts: (value: unknown) => boolean): Wanted => ({
  words: `a list of ${words}`,
  accepts: (value) => Array.isArray(value) && value.every(accepts),
});

const wanted: Record<keyof FetchOptions, Wanted> = {
  ...limits,
  allowPrivate: trueOrFalse,
  allow: listOf('host:port pairs', (value) => typeof value === 'string'),
  ports: listOf('ports', between(1, 65_535).accepts),
  // It stands in a comment of the header, which parentheses and backslashes would end or escape.
  contact: orNull({
    words: 'an e-mail address or a URL in Latin-1',
    accepts: (value) =>
      typeof value === 'string' && /^[!-~\xa1-\xff]+$/.test(value) && /[@:]/.test(value) && !/[()\\]/.test(value),
  }),
  userAgent: orNull({
    words: 'text in Latin-1 without control characters',
    accepts: (value) => typeof value === 'string' && /^[!-~\xa1-\xff]([ -~\xa0-\xff]*[!-~\xa1-\xff])?$/.test(value),
  }),
  proxy: orNull({
    words: '{ http, https, noProxy }',
    accepts: (value) => typeof value === 'object' && !Array.isArray(value),
    shows: (value) => (typeof value === 'string' ? withoutLogin(value) : value),
  }),
  connectionsPerHost: between(1, longest),
};

/** What is there but undefined was not given. */
const given = <Options extends object>(options: Options): Options =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options;

/** @throws FeedlockError `bad-option` */
export const settingsOf = (options: Partial<FetchOptions>): FetchOptions => {
  const settings = { ...fetchDefaults, ...given(options) };
  requireOptions('create feedlock', settings, wanted, 'fetch.');
  return settings;
};

/** The system's limits with those of one feed over them. @throws FeedlockError `bad-option` */
export const limitsOf = (settings: Limits, own: Partial<Limits>, act: string): Limits => {
  // Most feeds have none of their own.
  if (Object.keys(own).length === 0) return settings;
  requireOptions(act, own, limits);
  return { ...settings, ...given(own) };
};
