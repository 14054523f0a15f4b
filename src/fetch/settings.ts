import type { Limits } from '../../machines/model.ts';
import { FeedlockError, withoutLogin } from '../errors.ts';
import { type FetchOptions, fetchDefaults } from './options.ts';

/** Timers of Node end at once if they are asked for more. */
const longest = 2 ** 31 - 1;

interface Wanted {
  words: string;
  accepts(value: unknown): boolean;
}

const isNumber = (value: unknown): value is number => typeof value === 'number';

const between = (least: number, most: number): Wanted => ({
  words: `a whole number from ${least} to ${most}`,
  accepts: (value) => isNumber(value) && Number.isInteger(value) && value >= least && value <= most,
});

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

const orNull = ({ words, accepts }: Wanted): Wanted => ({
  words: `${words}, or null`,
  accepts: (value) => value === null || accepts(value),
});

const listOf = (words: string, accepts: (value: unknown) => boolean): Wanted => ({
  words: `a list of ${words}`,
  accepts: (value) => Array.isArray(value) && value.every(accepts),
});

const wanted: Record<keyof FetchOptions, Wanted> = {
  ...limits,
  allowPrivate: { words: 'true or false', accepts: (value) => typeof value === 'boolean' },
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
  proxy: orNull({ words: '{ http, https, noProxy }', accepts: (value) => typeof value === 'object' }),
  connectionsPerHost: between(1, longest),
};

const unknown = (table: Record<string, Wanted>): Wanted => ({
  words: `one of ${Object.keys(table).join(', ')}`,
  accepts: () => false,
});

const check = (options: object, table: Record<string, Wanted>): void => {
  for (const [option, value] of Object.entries(options)) {
    const { words, accepts } = (Object.hasOwn(table, option) && table[option]) || unknown(table);
    if (accepts(value)) continue;
    const found = Array.isArray(value)
      ? `[${value}]`
      : typeof value === 'string'
        ? JSON.stringify(option === 'proxy' ? withoutLogin(value) : value)
        : String(value);
    throw new FeedlockError('bad-option', `option ${option}: expected ${words}, got ${found}`);
  }
};

/** What is there but undefined was not given. */
const given = <Options extends object>(options: Options): Options =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options;

/** @throws FeedlockError `bad-option` */
export const settingsOf = (options: Partial<FetchOptions>): FetchOptions => {
  const settings = { ...fetchDefaults, ...given(options) };
  check(settings, wanted);
  return settings;
};

/** The system's limits with those of one feed over them. @throws FeedlockError `bad-option` */
export const limitsOf = (settings: Limits, own: Partial<Limits>): Limits => {
  // Most feeds have none of their own.
  if (Object.keys(own).length === 0) return settings;
  const named = given(own);
  check(named, limits);
  return { ...settings, ...named };
};
