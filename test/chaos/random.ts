/** Numbers that are the same again for the same seed. */
export interface Random {
  /** From 0 to below 1. */
  next(): number;
  chance(probability: number): boolean;
  between(low: number, high: number): number;
  /** Whole, both ends included. */
  whole(low: number, high: number): number;
  /** Whole, from 0 on. */
  below(bound: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** Two different ones, if there are two. */
  two<Item>(items: readonly Item[]): Item[];
  shuffled<Item>(items: readonly Item[]): Item[];
  /** Another row of numbers, which does not depend on how many were taken of this one. */
  fork(name: string): Random;
}

/** FNV-1a, so that a name can be a seed. */
const digest = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
};

/** Mulberry32. */
export const createRandom = (seed: number | string): Random => {
  let state = digest(`${seed}`);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number) => low + next() * (high - low);
  const below = (bound: number) => Math.floor(next() * bound);
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[below(items.length)];
    if (item === undefined) throw new Error('there is nothing to pick from');
    return item;
  };
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    whole: (low, high) => low + below(high - low + 1),
    below,
    pick,
    two: (items) => {
      const first = pick(items);
      const others = items.filter((item) => item !== first);
      return others.length === 0 ? [first] : [first, pick(others)];
    },
    shuffled: (items) => {
      const left = [...items];
      return items.flatMap(() => left.splice(below(left.length), 1));
    },
    fork: (name) => createRandom(`${seed} ${name}`),
  };
};
