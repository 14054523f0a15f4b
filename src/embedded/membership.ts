import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Greeting, KeeperOptions } from './keeper.ts';
import { openLog } from './log-file.ts';
import { dial } from './socket.ts';

/** One is enough, unless it leaves or is killed as we come. */
const mostKeepers = 10;
/** Of keepers, in ms: they may have to fetch a program and to recover a database. */
const longestStart = 200_000;

/** A place among the processes that use the services of a folder; given up by closing the socket. */
export interface Membership {
  socket: Socket;
  natsUrl: string;
  databaseUrl: string;
}

/** Resolves when the keeper has exited because it was not needed, or was killed; rejects when it has failed. */
const spawnKeeper = async (options: KeeperOptions): Promise<void> => {
  const file = createRequire(import.meta.url).resolve('#keeper');
  const log = join(options.folder, 'keeper.log');
  const output = openLog(log);
  const keeper = spawn(process.execPath, [file, JSON.stringify(options)], {
    detached: true,
    cwd: options.folder,
    stdio: ['ignore', output, output],
    // What is meant for the caller, a debugger perhaps, would hold up the keeper.
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  closeSync(output);
  keeper.unref();
  const [code] = await once(keeper, 'exit');
  if (code) throw new Error(`its keeper failed, see ${log}`);
};

/** Null: the keeper went away. */
const hear = (socket: Socket): Promise<Greeting | null> =>
  new Promise((resolve, reject) => {
    let text = '';
    socket.setEncoding('utf8').on('data', (part) => {
      text += part;
      if (text.endsWith('\n')) resolve(JSON.parse(text));
    });
    if (socket.closed) resolve(null);
    socket.once('close', () => resolve(null));
    socket.setTimeout(longestStart, () => {
      reject(new Error(`its keeper gave no answer for ${longestStart / 1000} s`));
      socket.destroy();
    });
  });

const apply = async (folder: string): Promise<Membership | null> => {
  const run = join(folder, 'run');
  await mkdir(run, { recursive: true, mode: 0o700 });
  const socket = await dial(run);
  const greeting = socket && (await hear(socket));
  if (!socket || !greeting) return null;
  if ('failure' in greeting) {
    socket.destroy();
    throw new Error(greeting.failure);
  }
  return { socket: socket.setTimeout(0), ...greeting };
};

/** Joins the keeper of the folder; when there is none, starts one. */
export const enter = async (options: KeeperOptions): Promise<Membership> => {
  for (let keepers = 0; keepers < mostKeepers; keepers++) {
    let exit: Promise<boolean> | null = null;
    do {
      const membership = await apply(options.folder);
      if (membership) return membership;
      if (!exit) {
        exit = spawnKeeper(options).then(() => true);
        exit.catch(() => {}); // when nobody waits for it any more
      }
    } while (!(await Promise.race([exit, delay(15, false)])));
  }
  throw new Error(`${mostKeepers} keepers came and went`);
};
