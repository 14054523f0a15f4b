import { once, setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { now } from './clock.ts';
import type { Blow, Nemesis, Place, Strike } from './nemesis.ts';
import type { Post } from './post.ts';
import type { Random } from './random.ts';
import type { Stage } from './stage.ts';
import type { Traffic } from './traffic.ts';

interface StormOptions {
  random: Random;
  nemeses: readonly Nemesis[];
  /** ms from one fault to the next, at random. */
  gap: [low: number, high: number];
  /** How much longer it may rage until each kind has been done, in ms. */
  patience: number;
  /** Whether it waits with the next fault until all nodes work. */
  sparing: boolean;
}

/** ms that a fault may take to be undone, once the time of faults is over. */
const undoing = 40_000;

/** What is there once for each node. */
const ofOneNode = new Set<Place>(['node', 'nats link', 'postgres link']);

/** Nothing can be said of a run in which a fault cannot be undone. */
const requireUndone = async ({ kind }: Nemesis, over: AbortSignal): Promise<never> => {
  if (!over.aborted) await once(over, 'abort');
  await delay(undoing, undefined, { ref: false });
  throw new Error(`${kind}: it was not undone within ${undoing} ms`);
};

/** Does one fault after the other, some of them at the same time, but no two to the same thing. */
export const createStorm = (stage: Stage, traffic: Traffic, options: StormOptions) => {
  const { random, nemeses, gap, patience, sparing } = options;
  const strikes: Strike[] = [];
  const failures: string[] = [];
  const taken = new Set<string>();
  /** Each kind comes once before any comes again. */
  let deck: Nemesis[] = [];
  let drawn = 0;

  const attempt = async (nemesis: Nemesis, blow: Blow) => {
    const { kind, strike } = nemesis;
    try {
      const struck = await strike(blow);
      if (struck === null) deck.push(nemesis);
      else strikes.push({ kind, ...struck });
    } catch (error) {
      // Two faults may meet, as where Postgres is restarted under one that asks it something.
      failures.push(`${kind}: ${error}`);
      deck.push(nemesis);
    }
  };
  const hit = (nemesis: Nemesis, blow: Blow): Promise<void> =>
    Promise.race([attempt(nemesis, blow), requireUndone(nemesis, blow.over)]);

  /** What it would be done to, if that is there to suffer. */
  const placeOf = ({ place }: Nemesis, post: Post): string | null => {
    if (!ofOneNode.has(place)) return taken.has(place) ? null : place;
    const own = `${place} ${post.name}`;
    return taken.has(own) || !post.works ? null : own;
  };

  const draw = (over: AbortSignal): Promise<void> | null => {
    if (sparing && !stage.posts.every(({ works }) => works)) return null;
    if (deck.length === 0) deck = random.shuffled(nemeses);
    const post = random.pick(stage.posts);
    const own = random.fork(`${++drawn}`);
    const nemesis = deck.shift();
    if (nemesis === undefined) return null;
    const place = placeOf(nemesis, post);
    if (place === null) {
      deck.push(nemesis);
      return null;
    }
    taken.add(place);
    return hit(nemesis, { stage, traffic, post, random: own, over }).finally(() => taken.delete(place));
  };

  const rage = async (over: AbortSignal): Promise<void> => {
    setMaxListeners(0, over);
    const blows: Promise<void>[] = [];
    while (!over.aborted) {
      const blow = draw(over);
      if (blow) blows.push(blow);
      const pause = blow ? random.between(...gap) : 50;
      await delay(pause, undefined, { signal: over }).catch(() => undefined);
    }
    await Promise.all(blows);
  };

  const isThrough = () => nemeses.every(({ kind }) => strikes.some((strike) => strike.kind === kind));

  return {
    strikes: strikes as readonly Strike[],
    /** Faults that could not be done. */
    failures: failures as readonly string[],
    /** For so many ms. Says when all is undone, and every node works. */
    rage: async (ms: number): Promise<number> => {
      const over = new AbortController();
      const raging = rage(over.signal);
      await delay(ms);
      for (const late = now() + patience; now() < late && !isThrough(); ) await delay(100);
      over.abort();
      await raging;
      await Promise.all(stage.posts.map((post) => post.ready()));
      return now();
    },
  };
};
