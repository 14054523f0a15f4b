import { type Command, InvalidArgumentError } from 'commander';
import { FeedlockError } from '../errors.ts';
import type { Feedlock } from '../feedlock.ts';
import { exitCodes } from './exit-code.ts';
import { outcomeRecord, summaryOf } from './outcome.ts';
import { addFetchOptions, countOf, fetchOptionsOf, type Shell, withFeedlock } from './shell.ts';

interface RunFlags {
  concurrency?: number;
  node?: string;
  port?: number;
  json?: boolean;
}

const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) < 65_536;

const portOf = (text: string): number => {
  if (isPort(text)) return Number(text);
  throw new InvalidArgumentError('It must be a port, 0 to 65535.');
};

/** Kubernetes sets a variable of that name, too, where there is a service called `feedlock`: to `tcp://…`. */
const portIn = ({ FEEDLOCK_PORT: text = '' }: NodeJS.ProcessEnv): number | undefined => {
  if (text === '' || text.startsWith('tcp://')) return undefined;
  if (isPort(text)) return Number(text);
  throw new FeedlockError('bad-option', `run a node: FEEDLOCK_PORT is "${text}", must be a port, 0 to 65535`);
};

const whenAborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** How often it is said how many imports there were, in ms. */
const reportInterval = 60_000;

const report = ({ terminal }: Shell, feedlock: Feedlock, { json }: RunFlags): NodeJS.Timeout => {
  const settledSince: Parameters<typeof summaryOf>[0][number][] = [];
  feedlock.on('settled', (settled) => {
    if (json) terminal.printJson(outcomeRecord(settled));
    else settledSince.push(settled);
  });
  return setInterval(() => {
    const settled = settledSince.splice(0);
    if (settled.length > 0) terminal.note(`in the last minute: ${summaryOf(settled)}`);
  }, reportInterval).unref();
};

const run = async (shell: Shell, feedlock: Feedlock, flags: RunFlags): Promise<void> => {
  const { terminal, interrupted } = shell;
  const { serveProbes } = await import('../serve/probes.ts');
  const probes = flags.port === undefined ? null : await serveProbes(feedlock.health, { port: flags.port });
  const reports = report(shell, feedlock, flags);
  try {
    await feedlock.start();
    if (probes) terminal.note(`probes: http://localhost:${probes.port}/livez and /readyz`);
    terminal.note(`node ${feedlock.node} runs; Ctrl-C ends it`);
    await whenAborted(interrupted);
    // While it drains, whoever probes is told that it is not ready.
    await feedlock.stop();
  } finally {
    clearInterval(reports);
    await probes?.stop();
  }
};

export const addRun = (program: Command, shell: Shell): Command =>
  addFetchOptions(program.command('run'))
    .summary('run a node: import feeds when they are due')
    .description(
      'Runs a node until it is told to end: it imports feeds when they are due and when they are requested, sharing them with every other node of the same NATS and Postgres. Start as many as you like.',
    )
    .option('-c, --concurrency <n>', 'imports at a time (FEEDLOCK_CONCURRENCY, else 64)', countOf)
    .option('--node <name>', 'how this node is named to others (FEEDLOCK_NODE, else host name and process id)')
    .option('--port <port>', 'answer /livez and /readyz there (FEEDLOCK_PORT)', portOf)
    .option('--json', 'print each outcome as one JSON object a line')
    .action(async (_flags: object, command: Command) => {
      const flags = command.optsWithGlobals<RunFlags>();
      const port = flags.port ?? portIn(process.env);
      const { concurrency, node } = flags;
      const options = { ...fetchOptionsOf(shell, command), ...(concurrency && { concurrency }), ...(node && { node }) };
      await withFeedlock(shell, options, (feedlock) =>
        run(shell, feedlock, { ...flags, ...(port !== undefined && { port }) }),
      );
      // Told to end, it has ended well.
      shell.endWith(exitCodes.ok, 'always');
    });
