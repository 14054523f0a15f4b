import type { PubAck } from 'nats';
import type { FeedSteps } from '../../../src/actor/feed.ts';
import type { Publishing } from '../../../src/publish/publisher.ts';
import { connectionLoss, createClient } from './client.ts';
import { createLife, type Life } from './life.ts';
import { createLink, type Link } from './link.ts';
import type { Slot } from './slot.ts';
import { createSteps } from './steps.ts';
import type { World } from './world.ts';

const natsTimeout = 2_000;

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

/** What a node lives with. */
export interface Household {
  world: World;
  life: Life;
  steps: FeedSteps;
  slot: Slot;
}

/** What a node does with its life. */
export type Work = (household: Household) => void;

/** Begins one life of a node. */
export const startNode = (world: World, slot: Slot, name: string, work: Work): Life => {
  const { time, random, weather, postgres } = world;
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
  work({ world, life, steps, slot });
  return life;
};
