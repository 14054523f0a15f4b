import type { PubAck } from 'nats';
import type { FeedRef } from '../../../machines/model.ts';
import { lockKeyOf } from '../../../src/actor/feed.ts';
import type { Publishing } from '../../../src/publish/publisher.ts';
import { connectionLoss, createClient } from './client.ts';
import { createLife, type Life } from './life.ts';
import { createLink, type Link } from './link.ts';
import type { Slot } from './slot.ts';
import { createSteps } from './steps.ts';
import { ttl, type World } from './world.ts';

const natsTimeout = 2_000;

/** ms from one look at the outbox to the next. */
const relayInterval = 3_000;

const publishing = (world: World, life: Life, ask: Link): Publishing => {
  const publish = (_subject: string, payload: string) =>
    ask<PubAck>((reply) => {
      const { id, subject: feed, sequence } = JSON.parse(payload) as { id: string; subject: string; sequence: string };
      const [fence = 0, index = 0] = sequence.split('.').map(Number);
      world.publish({ id, feed, fence, index }, life.name);
      reply.resolve({ stream: 'model', domain: '', seq: 0, duplicate: false });
    });
  return { getServer: () => 'the model', jetstream: () => ({ publish }) };
};

/** Begins one life of a node: from now on it imports its feeds again and again, and publishes what waits. */
export const startNode = (world: World, slot: Slot, name: string, feeds: readonly FeedRef[]): Life => {
  const { time, random, database, weather, postgres } = world;
  const life = createLife(time, name);
  const parts = { time, life, random, weather };
  const nats = createLink({ ...parts, weather: () => world.natsWeather(name) }, { timeout: natsTimeout });
  const web = createLink({ ...parts, weather: () => ({ fate: () => 'answered', latency: world.fetching }) }, {});
  const client = createClient({
    time,
    life,
    report: world.report,
    server: postgres,
    ask: createLink(parts, { loss: connectionLoss }),
  });
  const steps = createSteps({ world, life, nats, web, store: slot.store });
  slot.enter({ clock: life.clock, client, nats: publishing(world, life, nats), steps });

  const workIn = (ms: number, feed: FeedRef) => life.clock.after(ms, () => workOn(feed));
  const workOn = (feed: FeedRef) => {
    if (!world.isWanted(feed.id)) {
      workIn(ttl / 3, feed);
      return;
    }
    // As if it knew: most attempts are made as soon as the lock is free.
    if (world.bucket.get(lockKeyOf(feed)) !== null && random.chance(0.8)) {
      workIn(random.between(50, 700), feed);
      return;
    }
    const seen = database.rows.get(feed.id)?.fence ?? 0;
    const again = () => workIn(random.between(0.05, 0.5) * ttl, feed);
    slot.run({ feed, seen }).then(again, world.report);
  };
  for (const feed of feeds) workIn(random.between(0, ttl / 3), feed);

  const { signal } = new AbortController();
  const relay = async () => {
    // What there is nothing of needs no transaction to be found.
    if (database.outbox.length > 0) await slot.publish(signal).catch(() => {});
    life.clock.after(relayInterval, relay);
  };
  life.clock.after(random.between(0, relayInterval), relay);
  return life;
};
