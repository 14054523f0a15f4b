import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { connect, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What systems allow a socket's path differs (Linux 107 bytes, macOS 103); names below the folder fit in what is left. */
const longestFolder = 90;

/** The folder under a short path: a longer one is reached through a link that lives as long as `use`. */
const withShortPath = async <T>(folder: string, use: (path: string) => Promise<T>): Promise<T> => {
  if (Buffer.byteLength(folder) <= longestFolder) return use(folder);
  const parent = await mkdtemp(join(tmpdir(), 'feedlock-'));
  try {
    await symlink(folder, join(parent, 'run'));
    return await use(join(parent, 'run'));
  } finally {
    await rm(parent, { recursive: true });
  }
};

const nameOf = (place: number): string => `${place}.sock`;

const placesIn = async (folder: string): Promise<number[]> =>
  (await readdir(folder))
    .filter((name) => /^\d+\.sock$/.test(name))
    .map((name) => Number.parseInt(name, 10))
    .sort((a, b) => b - a);

const isDead = (error: NodeJS.ErrnoException): boolean => error.code === 'ECONNREFUSED' || error.code === 'ENOENT';

const dialPlace = (path: string): Promise<Socket | null> =>
  new Promise((resolve, reject) => {
    const socket = connect(path, () => resolve(socket));
    // Also hears the errors of an established connection, which need nothing: 'close' follows.
    socket.on('error', (error) => (isDead(error) ? resolve(null) : reject(error)));
  });

const dialAny = async (folder: string, places: number[]): Promise<Socket | null> => {
  for (const place of places) {
    const socket = await withShortPath(folder, (path) => dialPlace(join(path, nameOf(place))));
    if (socket) return socket;
  }
  return null;
};

/** A connection to whoever listens in the folder. */
export const dial = async (folder: string): Promise<Socket | null> => dialAny(folder, await placesIn(folder));

const listen = (server: Server, path: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    server.once('listening', () => resolve(true));
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    );
    server.listen(path);
  });

const isTaken = async (folder: string, places: number[]): Promise<boolean> => {
  const socket = await dialAny(folder, places);
  socket?.destroy();
  return socket !== null;
};

/**
 * Makes the server the only one that listens in the folder. `null`: there is another one, and this process should exit
 * without closing the server, which would remove a file that may be a successor's by then.
 *
 * A socket file outlives its process, and to remove a dead one and bind its name again is a race. So every candidate binds
 * a name above all that it saw, which only one can, and withdraws when any other answers after that: of two candidates that
 * listen, at least the later to look sees the other.
 */
export const takePlace = async (folder: string, server: Server): Promise<{ leave(): Promise<void> } | null> => {
  const seen = await placesIn(folder);
  if (await isTaken(folder, seen)) return null;
  const own = Math.max(0, ...seen) + 1;
  if (!(await withShortPath(folder, (path) => listen(server, join(path, nameOf(own)))))) return null;

  const others = (await placesIn(folder)).filter((place) => place !== own);
  if (await isTaken(folder, others)) return null;
  for (const place of others) await rm(join(folder, nameOf(place)), { force: true });
  return { leave: () => rm(join(folder, nameOf(own)), { force: true }) };
};
