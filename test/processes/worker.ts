import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { FeedlockOptions, ImportAllOptions, Settled } from '../../src/index.ts';

/** Between which two steps of an import. */
export type Boundary =
  | 'before the claim'
  | 'before the fetch'
  | 'before the commit'
  | 'before the release'
  | 'after the release';

/** What a process does to itself when it gets there. */
export interface Halt {
  at: Boundary;
  signal: 'SIGKILL' | 'SIGSTOP';
}

/** What a process has open, and what it keeps in memory. */
export interface Counts {
  /** Not collected by now. */
  actors: number;
  listeners: number;
  /** Open ones, sockets included. */
  files: number;
  /** Of Node, since the start. */
  warnings: string[];
  /** What keeps the process alive: timers, sockets, … */
  resources: string[];
  /** Resident, in bytes. */
  memory: number;
}

/** What a process can be asked to do. */
export interface Acts {
  import: { how: Omit<ImportAllOptions, 'signal'> & { urls: string[]; halt?: Halt | undefined }; result: Settled[] };
  /** Takes its share of what is due. `poison`: the URL of a feed that kills it as soon as it fetches it. */
  run: { how: { poison?: string | undefined }; result: null };
  /** Lets running imports finish, and closes feedlock. */
  drain: { how: null; result: null };
  count: { how: null; result: Counts };
  /** Closes feedlock, and counts what is left. */
  stop: { how: null; result: Counts };
}

export interface StartFailure {
  code: string;
  message: string;
  ms: number;
}

/** What a process tells unasked, and its answers. */
export interface News {
  ready: number;
  failed: StartFailure;
  log: string;
  trouble: string;
  settled: Settled;
  halted: string;
  answer: { id: number; result: unknown };
}

export interface WatchOptions {
  /** Whether it tells what its actors do, and can be halted: that takes more time than the imports themselves. @default true */
  watched?: boolean;
}

const script = fileURLToPath(new URL('./worker.mjs', import.meta.url));

const launch = (options: FeedlockOptions, { watched = true }: WatchOptions = {}) => {
  // To optimise what runs for seconds takes longer than that saves; what is not watched runs for minutes.
  const [flags, how] = watched ? [['--no-opt'], []] : [[], ['unwatched']];
  const args = ['--expose-gc', ...flags, script, JSON.stringify(options), ...how];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const news = new EventEmitter<{ [Kind in keyof News]: [News[Kind]] }>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [kind, value] = JSON.parse(line);
    news.emit(kind, value);
  });
  return { child, news, ended: once(child, 'close') };
};

/** A process that cannot start: what it says, and when it has ended by itself. */
export const startInVain = (options: FeedlockOptions) => {
  const { child, news, ended } = launch(options);
  return {
    failure: once(news, 'failed').then(([failure]): StartFailure => failure),
    ended,
    kill: () => child.kill('SIGKILL'),
  };
};

/** A process of its own that imports feeds. What it was asked is never answered once it is dead. */
export const startWorker = async (options: FeedlockOptions, watch: WatchOptions = {}) => {
  const { child, news, ended } = launch(options, watch);
  const waiting = new Map<number, (result: never) => void>();
  const log: string[] = [];
  const troubles: string[] = [];
  const settled: Settled[] = [];
  let asked = 0;

  news.on('log', (message) => log.push(message));
  news.on('trouble', (message) => troubles.push(message));
  news.on('settled', (outcome) => settled.push(outcome));
  news.on('answer', ({ id, result }) => waiting.get(id)?.(result as never));
  const failed = once(news, 'failed').then(([{ message }]) => Promise.reject(new Error(message)));
  const died = ended.then(() => Promise.reject(new Error('the process ended before it was ready')));
  await Promise.race([once(news, 'ready'), failed, died]);

  const ask = <Act extends keyof Acts>(act: Act, how: Acts[Act]['how']): Promise<Acts[Act]['result']> =>
    new Promise((resolve) => {
      const id = ++asked;
      waiting.set(id, resolve);
      child.stdin.write(`${JSON.stringify({ id, act, how })}\n`);
    });

  return {
    /** What it said of its imports. */
    log,
    /** Its warnings and errors. */
    troubles,
    /** How the imports ended that it took from the queue. */
    settled,
    run: (poison?: string) => ask('run', { poison }),
    drain: () => ask('drain', null),
    importAll: (urls: string[], how: Omit<Acts['import']['how'], 'urls'> = {}) => ask('import', { urls, ...how }),
    import: async (url: string, halt?: Halt): Promise<Settled | undefined> =>
      (await ask('import', { urls: [url], halt }))[0],
    /** Resolves when it is about to halt. */
    halted: () => once(news, 'halted'),
    ended,
    get exited() {
      return child.signalCode !== null;
    },
    pause: () => child.kill('SIGSTOP'),
    resume: () => child.kill('SIGCONT'),
    count: () => ask('count', null),
    stop: () => ask('stop', null),
    /** With -9. */
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
};

export type Worker = Awaited<ReturnType<typeof startWorker>>;
