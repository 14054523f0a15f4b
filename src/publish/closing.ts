import { setMaxListeners } from 'node:events';
import type { NatsConnection } from 'nats';

const closings = new WeakMap<NatsConnection, AbortSignal>();

/** Aborts when the connection has closed. One for all who ask: the promise of it keeps whoever waits for it as long as it lasts. */
export const closingOf = (connection: NatsConnection): AbortSignal => {
  const known = closings.get(connection);
  if (known) return known;
  const closing = new AbortController();
  // There may be many readers.
  setMaxListeners(0, closing.signal);
  closings.set(connection, closing.signal);
  void connection.closed().then(() => closing.abort());
  return closing.signal;
};
