import type { Evidence } from '../history.ts';
import { type Crowd, createCrowd } from './crowd.ts';
import { planFaults, type Scene } from './faults.ts';
import { feedOf } from './feed.ts';
import { workOn } from './work.ts';
import { createWorld, type Sabotage, ttl, type World } from './world.ts';

/** ms until the last fault has passed, and ms in which every version must arrive then. */
const recovery = 1.5 * ttl;
const bound = 2 * ttl;
/** ms in which what has begun comes to its end. */
const drain = 3 * ttl;

export interface Schedule {
  sabotage?: Sabotage;
  /** Sets the scene for faults, and says how to end them. */
  plan?: (world: World, crowd: Crowd, scene: Scene) => () => void;
  /** ms with faults. */
  span?: number;
}

/** One schedule: always the same from the same seed. */
export const simulate = async (seed: number, schedule: Schedule = {}): Promise<Evidence> => {
  const { sabotage, plan = planFaults, span = 1.5 * ttl } = schedule;
  const world = createWorld(seed, sabotage);
  const { random, time, origin, database } = world;
  const nodes = random.chance(0.7) ? 2 : 3;
  const feeds = Array.from({ length: random.chance(0.8) ? 1 : 2 }, (_, place) => feedOf(place));
  for (const feed of feeds) {
    database.add(feed);
    origin.renew(feed.id);
    if (random.chance(0.7)) time.after(random.between(0, span), () => origin.renew(feed.id));
  }
  const crowd = createCrowd(world, nodes, workOn(feeds));
  const heal = plan(world, crowd, { nodes, span });
  await time.pass(span);
  heal();
  world.calm();
  await time.pass(recovery);
  const healed = { at: time.now(), bound };
  await time.pass(bound);
  world.close();
  await time.pass(drain);
  crowd.end();
  const [trouble] = world.trouble;
  if (trouble) throw trouble;
  return world.evidence(healed);
};
