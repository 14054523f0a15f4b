import type { Failure, FailureCode } from '../machines/model.ts';

/** The one error that feedlock throws. `code` says what to do about it; `message` names act, subject and reason. */
export class FeedlockError extends Error implements Failure {
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'FeedlockError';
    this.code = code;
  }
}

/** The reason behind an unknown thrown value, in words. Node wraps refused connections in an AggregateError without text. */
export const reasonOf = (thrown: unknown): string => {
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return reasonOf(thrown.errors[0]);
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown.message || (thrown as NodeJS.ErrnoException).code || thrown.name;
};

/** A thrown value as a failure: one of ours keeps its code, anything else becomes `code`. */
export const failureOf = (thrown: unknown, code: FailureCode, act: string): Failure =>
  thrown instanceof FeedlockError
    ? { code: thrown.code, message: thrown.message, cause: thrown.cause }
    : { code, message: `${act}: ${reasonOf(thrown)}`, cause: thrown };
