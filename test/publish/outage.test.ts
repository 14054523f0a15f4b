import { connect } from 'nats';
import { describe, test } from 'vitest';
import { silent } from '../../src/log.ts';
import { createRelay } from '../../src/publish/relay.ts';
import { openEventStream } from '../../src/publish/stream.ts';
import { openServer } from '../nats-server.ts';
import { openProxy } from '../proxy.ts';
import { feedIn, openTestOutbox } from './outbox.ts';
import { fencesOf, storedEvents } from './stream-reader.ts';

const namespace = 'outage';
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

/** A relay on a connection of its own, to wherever NATS may be lost. */
const openRelay = async (port: number) => {
  const outbox = await openTestOutbox();
  const nats = await connect({ servers: `127.0.0.1:${port}`, reconnectTimeWait: 50, maxReconnectAttempts: -1 });
  await openEventStream(nats, { namespace });
  const relay = createRelay({ outbox, connection: nats, log: silent }, { namespace });
  return {
    outbox,
    relay,
    stored: () => storedEvents(nats, namespace),
    [Symbol.asyncDispose]: async () => {
      await relay.stop();
      await nats.close();
      await outbox[Symbol.asyncDispose]();
    },
  };
};

describe.concurrent('while NATS fails', () => {
  test.for(['requests', 'replies'] as const)(
    '%s that get lost in the middle of a feed change nothing of its order',
    async (direction, { expect }) => {
      await using server = await openServer();
      await using proxy = await openProxy(server.port);
      await using opened = await openRelay(proxy.port);
      const { outbox, relay } = opened;
      const feed = feedIn(7);
      await outbox.commit(feed, upTo(9));
      const swallowed = proxy.swallow(direction, (piece) =>
        piece.includes(direction === 'requests' ? `${feed}-5-0` : '"seq":5'),
      );
      relay.start();
      await swallowed;
      expect(await relay.flush(8_000)).toBe(true);
      expect(fencesOf(await opened.stored(), feed)).toEqual(upTo(9));
    },
  );

  test('NATS killed while events are published loses none and disorders none', async ({ expect }) => {
    await using server = await openServer();
    await using opened = await openRelay(server.port);
    const { outbox, relay } = opened;
    const feeds = upTo(8).map(feedIn);
    for (const feed of feeds) await outbox.commit(feed, upTo(400));
    relay.start();
    await expect.poll(() => outbox.countPending(), { interval: 1 }).toBeLessThan(3_200);
    await server.stop('SIGKILL');
    expect(await outbox.countPending()).toBeGreaterThan(0);
    await server.start();
    expect(await relay.flush(10_000)).toBe(true);
    const events = await opened.stored();
    expect(events).toHaveLength(3_200);
    for (const feed of feeds) expect(fencesOf(events, feed)).toEqual(upTo(400));
  });
});
