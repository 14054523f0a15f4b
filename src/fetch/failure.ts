import { AssertionError } from 'node:assert';
import { errors } from 'undici';
import type { Failure, FailureCode, Limits } from '../../machines/model.ts';
import { FeedlockError, failureOf, reasonOf } from '../errors.ts';

/** Codes of Node, OpenSSL and undici, most particular first. */
const classes: [pattern: RegExp, code: FailureCode][] = [
  [/^EREFUSED$/, 'refused-address'],
  [/^(ENOTFOUND|ENODATA|EAI_)/, 'dns'],
  [/^(ETIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)$/, 'timeout'],
  [/^(ERR_(TLS|SSL|OSSL)|EPROTO$|UNABLE_TO_)|CERT/, 'tls'],
  [/^HPE_HEADER_OVERFLOW$/, 'too-large'],
  [/^(UND_ERR_RES_CONTENT_LENGTH_MISMATCH$|HPE_)/, 'bad-response'],
  [/^UND_ERR_(DESTROYED|CLOSED)$/, 'stopped'],
  [/^(E[A-Z]+$|UND_ERR_SOCKET)/, 'connect'],
];

/** How undici calls 1xx answers that nobody asked for. */
const unasked = /^bad (response|upgrade)$/;

const codeOf = (thrown: unknown): FailureCode => {
  // All addresses of a name were tried in vain: each attempt has its error.
  if (thrown instanceof AggregateError) return codeOf(thrown.errors[0]);
  if (thrown instanceof errors.HTTPParserError) return 'bad-response';
  if (thrown instanceof errors.SocketError && unasked.test(thrown.message)) return 'bad-response';
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  return classes.find(([pattern]) => pattern.test(code))?.[1] ?? 'internal';
};

export const isHangUp = (error: Error): boolean =>
  'code' in error &&
  (error.code === 'UND_ERR_SOCKET' || error.code === 'ECONNRESET' || error.code === 'EPIPE') &&
  codeOf(error) === 'connect';

/** What was wrong with an answer that undici gave up. `hasBegun`: its headers are there. */
export const interruption = (error: Error, hasBegun: boolean, limits: Limits, act: string): Error => {
  const failure = (code: FailureCode, reason: string) => new FeedlockError(code, `${act}: ${reason}`, { cause: error });
  if (error instanceof errors.HeadersOverflowError) {
    return failure('too-large', `headers of more than ${limits.maxHeaderBytes} bytes`);
  }
  // Undici asserts some of what it expects of a server.
  if (error instanceof AssertionError) return failure('bad-response', 'not an answer of HTTP');
  // One that was ended properly, but before the length that it announced, is the server's lie; one that was cut is the network's.
  if (hasBegun && error instanceof errors.SocketError) {
    return failure('bad-response', `the body ends before its announced end: ${reasonOf(error)}`);
  }
  return error;
};

export const fetchFailure = (thrown: unknown, act: string): Failure => failureOf(thrown, codeOf(thrown), act);
