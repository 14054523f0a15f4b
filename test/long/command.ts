import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Settled } from '../../src/index.ts';

const entry = fileURLToPath(new URL('../../dist/src/cli/feedlock.js', import.meta.url));

const launch = (folder: string, args: readonly string[]) => {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [entry, ...args], {
    cwd: folder,
    env: { PATH, HOME, FEEDLOCK_ALLOW_PRIVATE: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { child, ended: once(child, 'close') };
};

/** Runs a command in a folder to its end. */
export const command = async (folder: string, ...args: string[]): Promise<void> => {
  const { child, ended } = launch(folder, args);
  let said = '';
  child.stderr.on('data', (data) => {
    said += data;
  });
  child.stdout.resume();
  const [code] = await ended;
  if (code !== 0) throw new Error(`feedlock ${args.join(' ')} ended with ${code}: ${said}`);
};

type Told = Pick<Settled, 'url' | 'status'>;

/** `feedlock run` in a folder, as a process of its own, once it runs. */
export const runNode = async (folder: string, node: string) => {
  const { child, ended } = launch(folder, ['run', '--json', '--node', node]);
  const settled: Told[] = [];
  const said: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => settled.push(JSON.parse(line)));
  const running = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      if (line.includes(`node ${node} runs`)) resolve();
    });
    void ended.then(() => reject(new Error(`node ${node} ended: ${said.join('\n')}`)));
  });
  await running;
  return {
    node,
    settled,
    said,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    /** Lets it end by itself. */
    end: async (): Promise<number> => {
      child.kill('SIGTERM');
      const [code] = await ended;
      return code;
    },
  };
};

export type RunningNode = Awaited<ReturnType<typeof runNode>>;
