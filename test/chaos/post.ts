import { setTimeout as delay } from 'node:timers/promises';
import type { openProxy } from '../proxy.ts';
import { now } from './clock.ts';
import type { Node } from './node.ts';

type Link = Awaited<ReturnType<typeof openProxy>>;

/** What a node reaches its services through. */
export interface Links {
  nats: Link[];
  postgres: Link;
}

export interface Death {
  life: string;
  at: number;
  /** Whether nobody had killed it. */
  byItself: boolean;
}

interface PostDeps {
  name: string;
  links: Links;
  launch(life: string, skew: number): Node;
  onDeath(death: Death): void;
}

const restartPause = 700;

interface End {
  code: number | null;
  signal: string | null;
  couldStart: boolean;
}

/** Whether a node ended because of what was done to it: killed, told to stop, or started where it could not. */
const isOurs = ({ isStopping }: Node, { code, signal, couldStart }: End): boolean =>
  signal === 'SIGKILL' || (isStopping && code === 0) || (signal === null && !couldStart && code !== 1);

/** A place for one node at a time: one that has died is followed by another, until the post is closed. */
export const openPost = ({ name, links, launch, onDeath }: PostDeps) => {
  let lives = 0;
  let skew = 0;
  let over = false;
  const begin = () => launch(`${name}${++lives}`, skew);
  let node = begin();

  const live = async () => {
    while (!over) {
      const { code, signal } = await node.ended;
      const couldStart = await node.ready;
      if (over) return;
      onDeath({ life: node.life, at: now(), byItself: !isOurs(node, { code, signal, couldStart }) });
      await delay(restartPause);
      if (!over) node = begin();
    }
  };
  const living = live();

  return {
    name,
    links,
    /** The one that is there, be it ready, frozen or dead. */
    get node() {
      return node;
    },
    /** Whether it has started and not died. */
    get works() {
      return node.isReady && !node.exited;
    },
    /** Resolves when one is there that works. */
    ready: async (): Promise<void> => {
      while (!(await node.ready) || node.exited) await delay(50);
    },
    /** By so many ms its calendar is wrong from now on, and that of those that follow. */
    skew: (ms: number): void => {
      skew = ms;
      node.order('skew', ms);
    },
    [Symbol.asyncDispose]: async () => {
      over = true;
      await node.kill();
      await living;
    },
  };
};

export type Post = ReturnType<typeof openPost>;
