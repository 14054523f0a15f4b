import { errors } from 'undici';
import type { Failure, FailureCode } from '../../machines/model.ts';
import { failureOf } from '../errors.ts';

/** Codes of Node, OpenSSL and undici, most particular first. */
const classes: [pattern: RegExp, code: FailureCode][] = [
  [/^EREFUSED$/, 'refused-address'],
  [/^(ENOTFOUND|ENODATA|EAI_)/, 'dns'],
  [/^(ETIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)$/, 'timeout'],
  [/^(ERR_(TLS|SSL|OSSL)|EPROTO$|UNABLE_TO_)|CERT/, 'tls'],
  [/^UND_ERR_HEADERS_OVERFLOW$/, 'too-large'],
  [/^UND_ERR_RES_CONTENT_LENGTH_MISMATCH$/, 'http'],
  [/^UND_ERR_(DESTROYED|CLOSED)$/, 'stopped'],
  [/^(E[A-Z]+$|UND_ERR_SOCKET)/, 'connect'],
];

const codeOf = (thrown: unknown): FailureCode => {
  // All addresses of a name were tried in vain: each attempt has its error.
  if (thrown instanceof AggregateError) return codeOf(thrown.errors[0]);
  if (thrown instanceof errors.HTTPParserError) return 'http';
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  return classes.find(([pattern]) => pattern.test(code))?.[1] ?? 'internal';
};

export const fetchFailure = (thrown: unknown, url: string): Failure =>
  failureOf(thrown, codeOf(thrown), `fetch ${url}`);
