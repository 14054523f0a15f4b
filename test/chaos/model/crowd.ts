import type { Life } from './life.ts';
import { startNode, type Work } from './node.ts';
import { createSlots } from './slot.ts';
import type { World } from './world.ts';

const takeSlots = createSlots();

/** The nodes of a world: one that dies is followed by another life of it. */
export const createCrowd = (world: World, nodes: number, work: Work) => {
  const take = takeSlots();
  const lives: Life[] = [];
  const births = Array.from({ length: nodes }, () => 0);
  const start = (node: number) => {
    const birth = (births[node] ?? 0) + 1;
    births[node] = birth;
    lives[node] = startNode(world, take(), `${'abc'[node]}${birth}`, work);
  };
  for (let node = 0; node < nodes; node++) start(node);

  const life = (node: number) => {
    const found = lives[node];
    if (found === undefined) throw new Error(`there is no node ${node}`);
    return found;
  };
  return {
    /** The life that the node leads at the moment. */
    life,
    /** Ends the life of a node; the next one begins after a while, in ms. */
    kill: (node: number, away: number) => {
      if (!life(node).isAlive) return;
      life(node).kill();
      world.time.after(away, () => start(node));
    },
    end: () => {
      for (const { kill } of lives) kill();
    },
  };
};

export type Crowd = ReturnType<typeof createCrowd>;
