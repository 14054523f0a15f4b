import type { FeedRef } from '../../../machines/model.ts';
import { lockKeyOf } from '../../../src/actor/feed.ts';
import type { Work } from './node.ts';
import { ttl } from './world.ts';

/** ms from one look at the outbox to the next. */
const relayInterval = 3_000;

/** Imports feeds again and again, by the machine, and publishes what waits. */
export const workOn =
  (feeds: readonly FeedRef[]): Work =>
  ({ world, life, slot }) => {
    const { bucket, random, database } = world;

    const importIn = (ms: number, feed: FeedRef) => life.clock.after(ms, () => importFeed(feed));
    const importFeed = (feed: FeedRef) => {
      if (!world.isWanted(feed.id)) {
        importIn(ttl / 3, feed);
        return;
      }
      // As if it knew: most attempts are made as soon as the lock is free.
      if (bucket.get(lockKeyOf(feed)) !== null && random.chance(0.8)) {
        importIn(random.between(50, 700), feed);
        return;
      }
      const seen = database.rows.get(feed.id)?.fence ?? 0;
      const again = () => importIn(random.between(0.05, 0.5) * ttl, feed);
      slot.run({ feed, seen }).then(again, world.report);
    };
    for (const feed of feeds) importIn(random.between(0, ttl / 3), feed);

    const { signal } = new AbortController();
    const relay = async () => {
      // What there is nothing of needs no transaction to be found.
      if (database.outbox.length > 0) await slot.publish(signal).catch(() => {});
      life.clock.after(relayInterval, relay);
    };
    life.clock.after(random.between(0, relayInterval), relay);
  };
