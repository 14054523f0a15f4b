import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { now } from '../clock.ts';
import { type Blow, type Nemesis, until } from '../nemesis.ts';
import { type Boundary, boundaries, type Halt, type Halted } from '../node.ts';

/** From well within a lease to well beyond it, in ms. */
const pauseOf = ({ stage: { ttl }, random }: Blow) => random.between(ttl / 3, ttl + 4_000);

const kill: Nemesis = {
  kind: 'kill',
  place: 'node',
  strike: async ({ post: { node } }) => {
    const from = now();
    await node.kill();
    return { node: node.life, from, to: now(), excuse: null, run: null };
  },
};

const stop: Nemesis = {
  kind: 'stop',
  place: 'node',
  strike: async ({ post: { node } }) => {
    const from = now();
    await node.stop();
    return { node: node.life, from, to: now(), excuse: null, run: null };
  },
};

const freeze: Nemesis = {
  kind: 'freeze',
  place: 'node',
  strike: async (blow) => {
    const { node } = blow.post;
    const from = now();
    node.signal('SIGSTOP');
    await until(pauseOf(blow), blow.over);
    node.signal('SIGCONT');
    return { node: node.life, from, to: now(), excuse: 'pause', run: null };
  },
};

/** Waits until an import of the node has got there, and the node has done it to itself. */
const halted = async ({ post: { node }, over }: Blow, halt: Halt): Promise<Halted | null> => {
  const waiting = new AbortController();
  const { signal } = waiting;
  const heard = once(node.news, 'halted', { signal }).then(([news]): Halted => news);
  node.order('halt', halt);
  try {
    return await Promise.race([heard, until(15_000, over).then(() => null), node.ended.then(() => null)]);
  } finally {
    heard.catch(() => undefined);
    waiting.abort();
    node.order('halt', null);
  }
};

const killAt = (at: Boundary): Nemesis => ({
  kind: `kill ${at}`,
  place: 'node',
  strike: async (blow) => {
    const { node } = blow.post;
    const news = await halted(blow, { at, how: 'SIGKILL' });
    if (news === null) return null;
    await node.ended;
    return { node: node.life, from: news.when, to: now(), excuse: null, run: news.run };
  },
});

const freezeAt = (at: Boundary): Nemesis => ({
  kind: `freeze ${at}`,
  place: 'node',
  strike: async (blow) => {
    const { node } = blow.post;
    const news = await halted(blow, { at, how: 'SIGSTOP' });
    if (news === null) return null;
    await until(pauseOf(blow), blow.over);
    node.signal('SIGCONT');
    return { node: node.life, from: news.when, to: now(), excuse: 'pause', run: news.run };
  },
});

const blockAt = (at: Boundary): Nemesis => ({
  kind: `block ${at}`,
  place: 'node',
  strike: async (blow) => {
    const { node } = blow.post;
    const how = blow.stage.ttl + blow.random.between(500, 2_000);
    const news = await halted(blow, { at, how });
    if (news === null) return null;
    // What it does to itself cannot be undone.
    await Promise.race([delay(how), node.ended]);
    return { node: node.life, from: news.when, to: news.when + how, excuse: 'pause', run: news.run };
  },
});

const skew: Nemesis = {
  kind: 'skew',
  place: 'node',
  strike: async ({ post, random, stage: { ttl }, over }) => {
    const { life } = post.node;
    const from = now();
    const ms = random.pick([ttl / 4, ttl, 3_600_000, 86_400_000]);
    post.skew(Math.round(random.pick([-1, 1]) * ms * random.between(0.5, 1.5)));
    await until(1_000, over);
    return { node: life, from, to: now(), excuse: null, run: null };
  },
};

export const onProcesses: readonly Nemesis[] = [
  kill,
  stop,
  freeze,
  skew,
  ...boundaries.flatMap((at) => [killAt(at), freezeAt(at), blockAt(at)]),
];
