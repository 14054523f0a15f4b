import { type Command, InvalidArgumentError } from 'commander';
import type { Feedlock } from '../feedlock.ts';
import type { Logger } from '../log.ts';
import type { FeedlockOptions } from '../options.ts';
import type { Terminal } from './terminal.ts';

/** What every command works with. */
export interface Shell {
  terminal: Terminal;
  /** Aborts when the user wants the command to end. */
  interrupted: AbortSignal;
  /** With which exit code the command ends, if nothing is thrown. `always`: also when the user ends it. */
  endWith(code: number, when?: 'always'): void;
}

interface GlobalFlags {
  namespace?: string;
  dataDir?: string;
  verbose?: boolean;
}

/** The options of every command. */
export const addGlobalOptions = (program: Command): Command =>
  program
    .option('--namespace <name>', 'begins the names of all that feedlock keeps in NATS (FEEDLOCK_NAMESPACE)')
    .option('--data-dir <folder>', 'where embedded services keep their data (FEEDLOCK_DATA_DIR, else ./.feedlock)')
    .option('--verbose', 'say on stderr what is being done');

/** For what may be a URL that was cut short. */
export const urlHint = 'a URL begins with http:// or https://';

export const countOf = (text: string): number => {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new InvalidArgumentError('It must be a whole number, 1 or more.');
};

const createLog = ({ note }: Terminal, verbose: boolean): Logger => {
  const line = (level: string) => (message: string) => note(`${level}: ${message}`);
  const quiet = () => {};
  return {
    debug: verbose ? line('debug') : quiet,
    info: verbose ? line('info') : quiet,
    warn: line('warning'),
    error: line('error'),
  };
};

/** What the options of every command say. */
export const optionsOf = ({ terminal }: Shell, command: Command): FeedlockOptions => {
  const { namespace, dataDir, verbose = false } = command.optsWithGlobals<GlobalFlags>();
  return { ...(namespace && { namespace }), ...(dataDir && { dataDir }), log: createLog(terminal, verbose) };
};

interface FetchFlags {
  allowPrivate?: boolean;
}

/** The options of commands that fetch. */
export const addFetchOptions = (command: Command): Command =>
  command.option('--allow-private', 'also fetch from loopback and private addresses (FEEDLOCK_ALLOW_PRIVATE=1)');

/** What the options of a command that fetches say. */
export const fetchOptionsOf = (shell: Shell, command: Command): FeedlockOptions => {
  const { allowPrivate } = command.optsWithGlobals<FetchFlags>();
  return { ...optionsOf(shell, command), ...(allowPrivate && { fetch: { allowPrivate } }) };
};

/** Nothing has begun by then that would have to end well. */
const unlessInterrupted = <T>(starting: Promise<T>, interrupted: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const give = () => reject(interrupted.reason);
    if (interrupted.aborted) give();
    interrupted.addEventListener('abort', give, { once: true });
    starting.then(resolve, reject).finally(() => interrupted.removeEventListener('abort', give));
  });

/** Runs a command's work with a feedlock, which is stopped in the end, and before it when the user wants that. */
export const withFeedlock = async (
  { terminal, interrupted }: Shell,
  options: FeedlockOptions,
  work: (feedlock: Feedlock) => Promise<void>,
): Promise<void> => {
  const patience = setTimeout(() => terminal.canvas && terminal.note('waiting for NATS and Postgres …'), 1_000);
  // What takes long to load is loaded when it is needed: here, and in other commands.
  const { createFeedlock } = await import('../feedlock.ts');
  const starting = createFeedlock(options).finally(() => clearTimeout(patience));
  const feedlock = await unlessInterrupted(starting, interrupted);
  const stop = () => void feedlock.stop();
  interrupted.addEventListener('abort', stop, { once: true });
  try {
    await work(feedlock);
  } finally {
    await feedlock.stop();
  }
};
