import { FeedlockError } from './errors.ts';

type Environment = NodeJS.ProcessEnv;

const refuse = (name: string, text: string, wanted: string) =>
  new FeedlockError('bad-option', `create feedlock: ${name} is "${text}", must be ${wanted}`);

/** What stands between commas. */
export const listIn = (env: Environment, name: string): string[] =>
  env[name]
    ?.split(',')
    .map((part) => part.trim())
    .filter(Boolean) ?? [];

/** @throws FeedlockError `bad-option` */
export const numberIn = (env: Environment, name: string, otherwise: number): number => {
  const text = env[name] || `${otherwise}`;
  if (/^\d+$/.test(text)) return Number(text);
  throw refuse(name, text, 'a whole number');
};

/** @throws FeedlockError `bad-option` */
export const switchIn = (env: Environment, name: string, otherwise: boolean): boolean => {
  const text = env[name];
  if (!text) return otherwise;
  if (/^(1|true|yes)$/i.test(text)) return true;
  if (/^(0|false|no)$/i.test(text)) return false;
  throw refuse(name, text, '1 or 0');
};
