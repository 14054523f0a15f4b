import { execFile, spawn } from 'node:child_process';
import { closeSync, fstatSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { reasonOf } from '../errors.ts';
import type { Account } from './account.ts';
import { openLog } from './log-file.ts';

/** The caller's locale, time zone and PG* variables do not reach a service. */
export const environment = { LC_ALL: 'C', TZ: 'UTC' };

export interface Program {
  path: string;
  /** Flag and folder: with the program's name they tell this process from any other. */
  data: [flag: string, folder: string];
  args: string[];
  /** Null: the account of this process. */
  account: Account | null;
  log: string;
  /** Tells the next keeper which process to end when this keeper was killed. */
  pidFile: string;
}

export interface Running {
  /** Resolves with the last words of the process. */
  ended: Promise<string>;
  stop(): Promise<void>;
}

const markOf = ({ path, data }: Program): string => [basename(path), ...data].join(' ');

/** Whether a process has this pid: any, also a zombie. */
export const exists = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** The command line of a process; empty when there is none, or only its zombie. */
export const commandAt = async (pid: number): Promise<string> => {
  if (process.platform === 'linux')
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ');
  const listed = await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch(() => null);
  return listed?.stdout ?? '';
};

/** Ends a process that bears the mark; a pid may belong to a stranger by now. */
const end = async (pid: number, mark: string): Promise<void> => {
  const isAlive = async () => (await commandAt(pid)).includes(mark);
  const orders: [NodeJS.Signals, number][] = [
    ['SIGINT', 10_000],
    ['SIGKILL', 2_000],
  ];
  for (const [signal, patience] of orders) {
    if (!(await isAlive())) return;
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (await isAlive()) throw error;
    }
    for (const until = performance.now() + patience; (await isAlive()) && performance.now() < until; ) await delay(10);
  }
};

/** Ends what a killed keeper left running. */
export const endLeftover = async (program: Program): Promise<void> => {
  const pid = Number.parseInt(await readFile(program.pidFile, 'utf8').catch(() => ''), 10);
  if (pid > 0) await end(pid, markOf(program));
};

export const run = (program: Program): Running => {
  const { path, data, args, account, log, pidFile } = program;
  const output = openLog(log);
  const begin = fstatSync(output).size;
  const child = spawn(path, [...data, ...args], {
    stdio: ['ignore', output, output],
    cwd: '/',
    env: environment,
    ...account,
  });
  closeSync(output);
  const { pid } = child;
  if (pid) writeFileSync(pidFile, `${pid}\n`);

  const lastWords = () => readFileSync(log).subarray(begin).toString().trim().split('\n').slice(-5).join('\n');
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(reasonOf(error)));
    child.once('exit', (code, signal) => resolve(lastWords() || `ended with ${signal ?? code}`));
  });
  return { ended, stop: async () => void (pid && (await end(pid, markOf(program)))) };
};
