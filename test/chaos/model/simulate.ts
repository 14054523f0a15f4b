import type { FeedRef } from '../../../machines/model.ts';
import type { Evidence } from '../history.ts';
import { type Crowd, planFaults, type Scene } from './faults.ts';
import type { Life } from './life.ts';
import { startNode } from './node.ts';
import { createSlots } from './slot.ts';
import { createWorld, type Sabotage, ttl, type World } from './world.ts';

const takeSlots = createSlots();

/** ms until the last fault has passed, and ms in which every version must arrive then. */
const recovery = 1.5 * ttl;
const bound = 2 * ttl;
/** ms in which what has begun comes to its end. */
const drain = 3 * ttl;

const feedOf = (place: number): FeedRef => {
  // Its first digit says in which partition its events wait.
  const id = `${place}-feed`;
  return { id, key: id, url: `https://site.example/${place}` };
};

const createCrowd = (world: World, feeds: readonly FeedRef[], nodes: number): Crowd => {
  const take = takeSlots();
  const lives: Life[] = [];
  const births = Array.from({ length: nodes }, () => 0);
  const start = (node: number) => {
    const birth = (births[node] ?? 0) + 1;
    births[node] = birth;
    lives[node] = startNode(world, take(), `${'abc'[node]}${birth}`, feeds);
  };
  for (let node = 0; node < nodes; node++) start(node);
  const life = (node: number) => {
    const found = lives[node];
    if (found === undefined) throw new Error(`there is no node ${node}`);
    return found;
  };
  const kill = (node: number, away: number) => {
    if (!life(node).isAlive) return;
    life(node).kill();
    world.time.after(away, () => start(node));
  };
  return { life, kill };
};

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
  const crowd = createCrowd(world, feeds, nodes);
  const heal = plan(world, crowd, { nodes, span });
  await time.pass(span);
  heal();
  world.calm();
  await time.pass(recovery);
  const healed = { at: time.now(), bound };
  await time.pass(bound);
  world.close();
  await time.pass(drain);
  for (let node = 0; node < nodes; node++) crowd.life(node).kill();
  const [trouble] = world.trouble;
  if (trouble) throw trouble;
  return world.evidence(healed);
};
