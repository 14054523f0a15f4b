import { once } from 'node:events';
import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FeedlockError, reasonOf } from '../errors.ts';
import { type Logger, silent } from '../log.ts';
import { enter, type Membership } from './membership.ts';

export interface JoinOptions {
  /** Holds the services' data, logs and sockets; made when there is none. */
  dataDir: string;
  /** False is faster, and a crash of the system may lose the data. Whoever starts the services decides. @default true */
  durable?: boolean;
  /** Whether the folder is removed when the services stop. @default false */
  temporary?: boolean;
  /** @default silent */
  log?: Logger;
}

/** NATS and PostgreSQL of a data folder. They run while any process has joined them, and a little longer. */
export interface JoinedServices {
  natsUrl: string;
  databaseUrl: string;
  /** Leaves the services. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const enterFolder = async (dataDir: string, durable: boolean, temporary: boolean): Promise<Membership> => {
  try {
    const made = await mkdir(dataDir, { recursive: true });
    if (made) await writeFile(join(dataDir, '.gitignore'), '*\n');
    return await enter({ folder: await realpath(dataDir), durable, temporary });
  } catch (cause) {
    const message = `start NATS and PostgreSQL in ${dataDir}: ${reasonOf(cause)}`;
    throw new FeedlockError('embedded-services', message, { cause });
  }
};

/** Joins the services of a data folder, starting them when nobody has. */
export const joinServices = async (options: JoinOptions): Promise<JoinedServices> => {
  const { dataDir, durable = true, temporary = false, log = silent } = options;
  let stopped = false;

  const enroll = async (): Promise<Membership> => {
    const enrolled = await enterFolder(dataDir, durable, temporary);
    enrolled.socket.unref().once('close', () => {
      if (!stopped) void revive();
    });
    return enrolled;
  };
  // The keeper or a server was killed: those who are left start them again, on the same ports.
  const revive = async (): Promise<void> => {
    log.warn(`the services of ${dataDir} have ended and are started again`);
    try {
      membership = await enroll();
      if (stopped) membership.socket.destroy();
    } catch (error) {
      log.error(reasonOf(error));
    }
  };
  const stop = async (): Promise<void> => {
    stopped = true;
    const { socket } = membership;
    if (socket.destroyed) return;
    socket.ref().end();
    await once(socket, 'close');
  };

  let membership = await enroll();
  const { natsUrl, databaseUrl } = membership;
  return { natsUrl, databaseUrl, stop, [Symbol.asyncDispose]: stop };
};
