import { inspect } from 'node:util';
import { CommanderError } from 'commander';
import type { FailureCode, Settled } from '../../machines/model.ts';
import { FeedlockError } from '../errors.ts';
import type { Terminal } from './terminal.ts';

/** 69 and 78 are those of sysexits.h, as are their names. */
export const exitCodes = { ok: 0, unexpected: 1, usage: 2, someFailed: 3, unavailable: 69, config: 78 } as const;

const byFailure: Partial<Record<FailureCode, number>> = {
  'bad-url': exitCodes.usage,
  'nats-unreachable': exitCodes.unavailable,
  'postgres-unreachable': exitCodes.unavailable,
  'embedded-services': exitCodes.unavailable,
  'bad-option': exitCodes.config,
  'lock-settings': exitCodes.config,
  'stream-settings': exitCodes.config,
};

/** A feed that another node imports, or has just imported, is well. */
export const exitCodeOf = (all: readonly Settled[]): number =>
  all.some(({ status }) => status === 'failed' || status === 'gone' || status === 'lost')
    ? exitCodes.someFailed
    : exitCodes.ok;

/** Says what went wrong, and returns the exit code for it. */
export const reportError = (error: unknown, terminal: Terminal): number => {
  // Commander has spoken already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (!(error instanceof FeedlockError)) {
    for (const line of inspect(error).split('\n')) terminal.note(line);
    return exitCodes.unexpected;
  }
  terminal.note(`error: ${error.message} (${error.code})`);
  return byFailure[error.code] ?? exitCodes.unexpected;
};
