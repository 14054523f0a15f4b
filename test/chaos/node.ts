import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { FeedlockOptions } from '../../src/index.ts';

/** Between which two steps of an import. */
export type Boundary =
  | 'before acquire'
  | 'before claim'
  | 'before fetch'
  | 'before commit'
  | 'before release'
  | 'after release';

export const boundaries: readonly Boundary[] = [
  'before acquire',
  'before claim',
  'before fetch',
  'before commit',
  'before release',
  'after release',
];

/** What a node does to itself when one of its imports gets there; a number: it does nothing else for so many ms. */
export interface Halt {
  at: Boundary;
  how: 'SIGKILL' | 'SIGSTOP' | number;
  /** Of no other feed than this. */
  url?: string;
}

export interface Halted {
  at: Boundary;
  feed: string;
  run: string;
  /** By the shared clock. */
  when: number;
}

/** Which part of the protocol is taken away, so that one sees whether anybody misses it. */
export type Sabotage =
  | 'compare-and-set off'
  | 'release by key'
  | 'abort off'
  | 'fence check off'
  | 'outbox after commit';

export interface Launch {
  /** The name of this process, as no other had it. */
  life: string;
  /** The file that it writes its history to. */
  history: string;
  options: FeedlockOptions;
  /** ms by which its calendar is wrong. */
  skew: number;
  /** ms for which its event loop may stand still without a word in the history. */
  stall: number;
  /** `null`: nothing is wrong with it. */
  sabotage: Sabotage | null;
}

/** What a node can be told. */
export interface Orders {
  /** `null`: not any more. */
  halt: Halt | null;
  skew: number;
  /** Of the feed with this URL, at once and beside what the queue brings. */
  import: string;
}

/** What a node tells. */
export interface News {
  ready: number;
  failed: string;
  halted: Halted;
  trouble: string;
  /** A fault of feedlock. */
  internal: string;
}

const script = fileURLToPath(new URL('./node.mjs', import.meta.url));

/** A process of its own that takes its share of what is due and requested. */
export const launchNode = (launch: Launch, log: number) => {
  const child: ChildProcess = spawn(process.execPath, [script, JSON.stringify(launch)], {
    stdio: ['pipe', 'pipe', log],
  });
  const news = new EventEmitter<{ [Kind in keyof News]: [News[Kind]] }>();
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error('a node has pipes');
  // It may die while it is being written to.
  stdin.on('error', () => undefined);
  createInterface({ input: stdout }).on('line', (line) => {
    const [kind, value] = JSON.parse(line);
    news.emit(kind, value);
  });
  const ended = once(child, 'close').then(([code, signal]): { code: number | null; signal: string | null } => ({
    code,
    signal,
  }));
  let isReady = false;
  let isStopping = false;
  news.once('ready', () => {
    isReady = true;
  });
  const ready = Promise.race([once(news, 'ready').then(() => true), ended.then(() => false)]);

  return {
    life: launch.life,
    news,
    /** `false`: it could not start. */
    ready,
    get isReady() {
      return isReady;
    },
    ended,
    /** Whether it was told to end by itself. */
    get isStopping() {
      return isStopping;
    },
    get exited() {
      return child.exitCode !== null || child.signalCode !== null;
    },
    order: <Order extends keyof Orders>(order: Order, how: Orders[Order]): void => {
      stdin.write(`${JSON.stringify([order, how])}\n`);
    },
    signal: (signal: NodeJS.Signals): boolean => child.kill(signal),
    stop: async (): Promise<void> => {
      isStopping = true;
      child.kill('SIGTERM');
      await ended;
    },
    kill: async (): Promise<void> => {
      child.kill('SIGKILL');
      await ended;
    },
  };
};

export type Node = ReturnType<typeof launchNode>;
