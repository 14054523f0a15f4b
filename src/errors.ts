import type { Failure, FailureCode, FeedLink } from '../machines/model.ts';
import { urlOf } from './url.ts';

/** The one error that feedlock throws. `code` says what to do about it; `message` names act, subject and reason. */
export class FeedlockError extends Error implements Failure {
  readonly code: FailureCode;
  /** With `not-a-feed`: the feeds that the page links to. */
  declare readonly feeds?: FeedLink[];

  constructor(code: FailureCode, message: string, options: { cause?: unknown; feeds?: FeedLink[] } = {}) {
    super(message, options);
    this.name = 'FeedlockError';
    this.code = code;
    if (options.feeds && options.feeds.length > 0) this.feeds = options.feeds;
  }
}

/** The reason behind an unknown thrown value, in words. Node wraps refused connections in an AggregateError without text. */
export const reasonOf = (thrown: unknown): string => {
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return reasonOf(thrown.errors[0]);
  const { message } = Object(thrown) as { message?: unknown };
  if (!(thrown instanceof Error)) return typeof message === 'string' ? message : String(thrown);
  return thrown.message || (thrown as NodeJS.ErrnoException).code || thrown.name;
};

/** A URL as it may be shown. Of what is no URL, all before the last @ may be a login: an unescaped / or # in a password breaks URLs. */
export const withoutLogin = (text: string): string => {
  // Without a scheme, a user's name would be taken for one.
  const url = /^[a-z][a-z\d+.-]*:[\\/]/i.test(text) ? urlOf(text) : null;
  if (url === null) return text.replace(/^((?:[a-z][a-z\d+.-]*:)?[\\/]+)?.*@/is, '$1');
  if (url.username === '' && url.password === '') return text;
  url.username = '';
  url.password = '';
  return url.href;
};

/** For JSON that leaves this process: what led to an error may be anything, and is of no use to others. */
export const withoutCauses = (key: string, value: unknown): unknown => (key === 'cause' ? undefined : value);

/** A thrown value as a failure: one of ours keeps its code, anything else becomes `code`. */
export const failureOf = (thrown: unknown, code: FailureCode, act: string): Failure =>
  thrown instanceof FeedlockError
    ? { code: thrown.code, message: thrown.message, cause: thrown.cause }
    : { code, message: `${act}: ${reasonOf(thrown)}`, cause: thrown };

/** The same as a handler of rejections that throws it. */
export const rethrowAs =
  (code: FailureCode, act: string) =>
  (thrown: unknown): never => {
    const { code: own, message, cause } = failureOf(thrown, code, act);
    throw new FeedlockError(own, message, { cause });
  };
