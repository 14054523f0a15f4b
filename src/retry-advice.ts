import type { Failure, FailureCode } from '../machines/model.ts';

/**
 * Whether to try again what failed: `now`, since nothing stands in the way; `later`, since it may pass by itself; or when
 * somebody has made a `change`, without which it will fail again.
 */
export type RetryAdvice = 'now' | 'later' | 'change';

/** What to do about each code. */
export const retryAdvice = {
  'bad-option': 'change',
  'bad-url': 'change',
  'nats-unreachable': 'later',
  'postgres-unreachable': 'later',
  'embedded-services': 'change',
  'lock-settings': 'change',
  'stream-settings': 'change',
  stopped: 'change',
  cancelled: 'now',
  'feed-row-busy': 'later',
  'feed-removed': 'change',
  crashed: 'later',
  'refused-address': 'change',
  dns: 'later',
  connect: 'later',
  tls: 'later',
  timeout: 'later',
  'too-large': 'change',
  'too-many-redirects': 'change',
  'http-4xx': 'change',
  'http-5xx': 'later',
  'bad-response': 'later',
  'host-limited': 'later',
  challenge: 'change',
  'login-page': 'change',
  'empty-body': 'later',
  image: 'change',
  'bad-encoding': 'change',
  'not-a-feed': 'change',
  malformed: 'change',
  'parse-timeout': 'change',
  'commit-failed': 'now',
  'commit-unknown': 'later',
  internal: 'change',
} as const satisfies Record<FailureCode, RetryAdvice>;

/** Statuses of 4xx that pass by themselves: Request Timeout, Too Early, Too Many Requests. */
const passing = new Set([408, 425, 429]);

/** What to do about a failure: as its code has it, but for the few statuses of 4xx that pass by themselves. */
export const adviseRetry = ({ code, httpStatus = 0 }: Failure): RetryAdvice =>
  passing.has(httpStatus) ? 'later' : retryAdvice[code];
