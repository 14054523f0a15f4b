import { setTimeout as delay } from 'node:timers/promises';
import postgres, { type Sql } from 'postgres';
import { FeedlockError, reasonOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import { createSockets } from './socket.ts';
import { connectionTimeouts } from './timeouts.ts';

/** In s. */
const connectTimeout = 5;

/** In ms. */
const checkTimeout = 8_000;

/** In s, always short: an outage must not outlast itself. */
const reconnectDelay = () => 0.1 + Math.random() * 0.4;

/** Each is planned once: to plan one anew takes longer than to carry it out. */
const statements = { plan_cache_mode: 'force_generic_plan' };

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database?sslmode=…` */
  url: string;
  /** Connections at the most. @default 10 */
  connections?: number;
}

/** ms that an answer may take longer than `statement_timeout`, before its connection is given up. */
const answerGrace = 5_000;

/** A pool with the time-outs that feedlock relies on. It connects when it is first used. */
export const connectPostgres = ({ url, connections = 10 }: PostgresOptions, { grace = answerGrace } = {}): Sql => {
  const options = {
    max: connections,
    connect_timeout: connectTimeout,
    keep_alive: 10,
    backoff: reconnectDelay,
    fetch_types: false,
    onnotice: () => undefined,
    connection: { application_name: 'feedlock', ...statements, ...connectionTimeouts },
    socket: createSockets({ pause: () => 1_000 * reconnectDelay(), grace }),
  };
  try {
    return postgres(url, options);
  } catch {
    // No cause: it holds the URL with its password.
    throw new FeedlockError(
      'bad-option',
      'DATABASE_URL is not a URL; what is special in user or password must be percent-encoded',
    );
  }
};

/**
 * The client asks for the types of arrays, which we do not use, as a connection begins, and leaves the answer to nobody: where
 * the server ends the connection meanwhile, as one that restarts does, the rejection ends the process.
 */
export const warnOfTypeFetching = (given: Sql, log: Logger): void => {
  if (given.options.fetch_types)
    log.warn(
      'the given postgres instance was made without `fetch_types: false`: a restart of Postgres may end this process by an unhandled rejection',
    );
};

const answer = async (client: Sql, ms: number) => {
  const answered = new AbortController();
  const { signal } = answered;
  const tooLate = delay(ms, undefined, { signal }).then(() => Promise.reject(new Error(`no answer within ${ms} ms`)));
  await Promise.race([client`select 1`, tooLate]).finally(() => answered.abort());
};

/** Answers when Postgres does. @throws FeedlockError `postgres-unreachable`, naming the server and the setting, within 8 s */
export const checkPostgres = async (client: Sql): Promise<void> => {
  try {
    await answer(client, checkTimeout);
  } catch (cause) {
    const { host, port, database } = client.options;
    throw new FeedlockError(
      'postgres-unreachable',
      `connect to Postgres at ${host.join(',')}:${port.join(',')}/${database}: ${reasonOf(cause)}. Set DATABASE_URL to a reachable server.`,
      { cause },
    );
  }
};

const lossCodes = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/** SQLSTATE classes 08 (connection exception) and 57P (operator intervention: shutdown, crash, starting up). */
const lossStates = /^(08|57P)/;

/** Whether the connection went away, so that nobody told us what became of the statement. */
export const isConnectionLoss = (error: unknown): boolean => {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && (lossCodes.has(code) || lossStates.test(code));
};
