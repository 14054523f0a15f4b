import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';

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

/** The built command as a process of its own, with no more of our environment than it needs. */
export const start = (
  args: string[],
  env: Environment = {},
  stdin = '',
): { child: ChildProcessWithoutNullStreams; result: Promise<Result> } => {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [entry, ...args], { env: { PATH, HOME, ...env } });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const result = new Promise<Result>((resolve) =>
    child.once('close', (code) => resolve({ code, stdout: stdout(), stderr: stderr() })),
  );
  child.stdin.end(stdin);
  return { child, result };
};

export const run = (args: string[], env?: Environment, stdin?: string): Promise<Result> =>
  start(args, env, stdin).result;

/** The lines of an output, as objects. */
export const records = ({ stdout }: Result): Record<string, unknown>[] =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
