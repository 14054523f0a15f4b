import { FeedlockError } from './errors.ts';

/** What a value must be: in words, and as a test. */
export interface Wanted {
  words: string;
  accepts(value: unknown): boolean;
  /** What may be shown of a value that may hold a login. @default all of it */
  shows?(value: unknown): unknown;
}

const longestText = 200;

/** A value as a message may show it: of objects no more than that they are some, for they may hold what is secret. */
export const shown = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, longestText));
  if (Array.isArray(value)) return `[${value.map((part) => (Array.isArray(part) ? '[…]' : shown(part))).join(', ')}]`;
  if (typeof value === 'function') return 'a function';
  return typeof value === 'object' && value !== null && !(value instanceof Date) ? 'an object' : String(value);
};

/** @throws FeedlockError `bad-option`, which names act, option, what was found and what is wanted */
export const requireWanted = (act: string, name: string, value: unknown, wanted: Wanted): void => {
  const { words, accepts, shows = (all) => all } = wanted;
  if (accepts(value)) return;
  throw new FeedlockError('bad-option', `${act}: ${name} is ${shown(shows(value))}, must be ${words}`);
};

export const anObject: Wanted = {
  words: 'an object',
  accepts: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

/**
 * Each option must be as its `table` wants it; one that is undefined was not given. A name that is in no table is a typing
 * error that nobody would hear of.
 *
 * @throws FeedlockError `bad-option`
 */
export const requireOptions = (act: string, options: object, table: Record<string, Wanted>, prefix = ''): void => {
  for (const [name, value] of Object.entries(options)) {
    const wanted = Object.hasOwn(table, name) ? table[name] : undefined;
    if (wanted === undefined) {
      const names = Object.keys(table).join(', ');
      throw new FeedlockError('bad-option', `${act}: there is no option ${prefix}${name}; there are ${names}`);
    }
    if (value !== undefined) requireWanted(act, `${prefix}${name}`, value, wanted);
  }
};

/** The same of options that may be anything. */
export const requireCall = (act: string, options: unknown, table: Record<string, Wanted>): void => {
  requireWanted(act, 'what stands for its options', options, anObject);
  requireOptions(act, options as object, table);
};

const isNumber = (value: unknown): value is number => typeof value === 'number';

export const numberFrom = (least: number, most: number, words: string): Wanted => ({
  words,
  accepts: (value) => isNumber(value) && value >= least && value <= most,
});

export const wholeFrom = (least: number, most: number, words: string): Wanted => ({
  words,
  accepts: (value) => isNumber(value) && Number.isSafeInteger(value) && value >= least && value <= most,
});

export const oneOf = (...values: string[]): Wanted => ({
  words: values
    .map((value) => `'${value}'`)
    .join(', ')
    .replace(/, (?=[^,]*$)/, ' or '),
  accepts: (value) => values.includes(value as string),
});

export const trueOrFalse: Wanted = { words: 'true or false', accepts: (value) => typeof value === 'boolean' };

export const aText: Wanted = {
  words: 'a text that is not empty',
  accepts: (value) => typeof value === 'string' && value !== '',
};

export const aDate: Wanted = {
  words: 'a date',
  accepts: (value) => value instanceof Date && !Number.isNaN(Number(value)),
};

export const aFunction: Wanted = { words: 'a function', accepts: (value) => typeof value === 'function' };

export const anAbortSignal: Wanted = { words: 'an AbortSignal', accepts: (value) => value instanceof AbortSignal };
