import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { type Readable, Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { runCommand } from '../../src/cli/command.ts';
import { createTerminal } from '../../src/cli/terminal.ts';

const entry = new URL('../../dist/src/cli/feedlock.js', import.meta.url).pathname;

export type Environment = Record<string, string>;

export interface Result {
  code: number | null;
  stdout: string;
  stderr: string;
}

const collect = (stream: Readable) => {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
};

/** The built command as a process of its own, with no more of our environment than it needs; too short-lived to be optimised. */
export const start = (
  args: string[],
  env: Environment = {},
  stdin = '',
): { child: ChildProcessWithoutNullStreams; result: Promise<Result> } => {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, ['--no-opt', entry, ...args], { env: { PATH, HOME, ...env } });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const result = new Promise<Result>((resolve) =>
    child.once('close', (code) => resolve({ code, stdout: stdout(), stderr: stderr() })),
  );
  child.stdin.end(stdin);
  return { child, result };
};

const collector = () => {
  const pieces: string[] = [];
  const stream = new Writable({
    write: (piece, _, done) => {
      pieces.push(`${piece}`);
      done();
    },
  });
  return { stream: stream as NodeJS.WriteStream, text: () => pieces.join('') };
};

/** The command in this process, where it begins at once. */
const runHere = async (args: string[], env: Environment): Promise<Result> => {
  const [stdout, stderr] = [collector(), collector()];
  const { PATH = '', HOME = '' } = process.env;
  const before = process.env;
  process.env = { PATH, HOME, ...env };
  try {
    const terminal = createTerminal({ stdout: stdout.stream, stderr: stderr.stream });
    const { code } = await runCommand(args, { terminal, interrupted: new AbortController().signal });
    return { code, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    process.env = before;
  }
};

/** A command that ends by itself. One that reads its standard input is a process of its own. One at a time, for the sake of its environment. */
export const run = (args: string[], env: Environment = {}, stdin?: string): Promise<Result> => {
  if (stdin !== undefined) return start(args, env, stdin).result;
  const result = turn.then(() => runHere(args, env));
  turn = result.catch(() => undefined);
  return result;
};

let turn: Promise<unknown> = Promise.resolve();

/** The lines of an output, as objects. */
export const records = ({ stdout }: Result): Record<string, unknown>[] =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
