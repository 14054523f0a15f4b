import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { now } from './clock.ts';
import type { Nemesis, Place, Strike } from './nemesis.ts';
import type { Post } from './post.ts';
import type { Random } from './random.ts';
import type { Stage } from './stage.ts';
import type { Traffic } from './traffic.ts';

interface StormOptions {
  random: Random;
  nemeses: readonly Nemesis[];
  /** ms from one fault to the next, at random. */
  gap: [low: number, high: number];
}

/** What is there once for each node. */
const ofOneNode = new Set<Place>(['node', 'nats link', 'postgres link']);

const weigh = (random: Random, nemeses: readonly Nemesis[]): Nemesis => {
  const total = nemeses.reduce((sum, { weight = 1 }) => sum + weight, 0);
  let left = random.between(0, total);
  for (const nemesis of nemeses) {
    left -= nemesis.weight ?? 1;
    if (left < 0) return nemesis;
  }
  return random.pick(nemeses);
};

/** Does one fault after the other, some of them at the same time, but no two to the same thing. */
export const createStorm = (stage: Stage, traffic: Traffic, { random, nemeses, gap }: StormOptions) => {
  const strikes: Strike[] = [];
  const failures: string[] = [];
  const taken = new Set<string>();
  let drawn = 0;

  const hit = async ({ kind, strike }: Nemesis, post: Post, own: Random, over: AbortSignal) => {
    try {
      const struck = await strike({ stage, traffic, post, random: own, over });
      if (struck !== null) strikes.push({ kind, ...struck });
    } catch (error) {
      // Two faults may meet, as where Postgres is restarted under one that asks it something.
      failures.push(`${kind}: ${error}`);
    }
  };

  const rage = async (over: AbortSignal): Promise<void> => {
    setMaxListeners(0, over);
    const blows: Promise<void>[] = [];
    while (!over.aborted) {
      const nemesis = weigh(random, nemeses);
      const post = random.pick(stage.posts);
      const own = random.fork(`${++drawn}`);
      const place = ofOneNode.has(nemesis.place) ? `${nemesis.place} ${post.name}` : nemesis.place;
      if (!taken.has(place)) {
        taken.add(place);
        blows.push(hit(nemesis, post, own, over).finally(() => taken.delete(place)));
      }
      await delay(random.between(...gap), undefined, { signal: over }).catch(() => undefined);
    }
    await Promise.all(blows);
  };

  return {
    strikes: strikes as readonly Strike[],
    /** Faults that could not be done. */
    failures: failures as readonly string[],
    /** For so many ms. When it resolves, all is undone, and every node works. */
    rage: async (ms: number): Promise<number> => {
      await rage(AbortSignal.timeout(ms));
      await Promise.all(stage.posts.map((post) => post.ready()));
      return now();
    },
  };
};

export type Storm = ReturnType<typeof createStorm>;
