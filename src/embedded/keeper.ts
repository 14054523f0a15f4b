import { existsSync } from 'node:fs';
import { realpath, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { reasonOf } from '../errors.ts';
import type { Servers } from './servers.ts';
import { takePlace } from './socket.ts';

// The process that owns the servers of one data folder; membership.ts starts it. Every process that uses them holds a
// connection to it. When the last one closes, by whatever death, it stops the servers and exits.

export interface KeeperOptions {
  folder: string;
  durable: boolean;
  /** Stop at once when nobody is connected any more, remove the folder, and only then let the last one go. */
  temporary: boolean;
}

/** What everyone who connects is told, on one line, as soon as the servers run or have failed to. */
export type Greeting = { natsUrl: string; databaseUrl: string } | { failure: string };

const { folder, durable, temporary }: KeeperOptions = JSON.parse(process.argv[2] ?? '');
const members = new Set<Socket>();
let patienceMs = temporary ? 0 : 2_000;
let departure: NodeJS.Timeout | undefined;
let stopping = false;

const say = (text: string) => process.stdout.write(`${new Date().toISOString()} keeper ${process.pid}: ${text}\n`);

const welcome = async (member: Socket): Promise<void> => {
  members.add(member);
  member.on('error', () => {}); // 'close' follows
  for (const end of ['end', 'close']) member.once(end, () => dismiss(member));
  member.resume();
  const greeting = await greetings;
  // Left without a greeting, a member starts the next keeper when this one has exited.
  if (!stopping) member.write(`${JSON.stringify(greeting)}\n`);
};

const dismiss = (member: Socket): void => {
  if (!members.delete(member)) return;
  if (members.size > 0 || !temporary) member.end();
  departWhenAlone();
};

const departWhenAlone = (): void => {
  clearTimeout(departure);
  departure = setTimeout(() => members.size === 0 && stop('nobody is left'), patienceMs);
};

const open = async (): Promise<Servers> => {
  process.umask(0o022);
  await writeFile(join(folder, 'run', 'keeper.pid'), `${process.pid}\n`);
  // Not imported before: of ten keepers started at once nine have nothing more to do.
  const { startServers } = await import('./servers.ts');
  return startServers(folder, durable);
};

const stop = async (why: string): Promise<void> => {
  if (stopping) return;
  stopping = true;
  say(`stops: ${why}`);
  const running = await servers.catch(() => null);
  await running?.stop();
  if (temporary && members.size === 0) {
    const home = join(folder, 'postgres'); // may be a link
    if (existsSync(home)) await rm(await realpath(home), { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
  }
  await (await place)?.leave();
  process.exit();
};

const server = createServer({ allowHalfOpen: true }, welcome);
const place = takePlace(join(folder, 'run'), server);
const servers = place.then((taken) => (taken ? open() : process.exit()));
const greetings: Promise<Greeting> = servers.then(
  ({ natsUrl, databaseUrl }) => ({ natsUrl, databaseUrl }),
  (error) => ({ failure: reasonOf(error) }),
);

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.once(signal, () => stop(signal));

await place; // Not caught: nobody could be told, and the exit code must say that there is no keeper.
await servers.then(
  async ({ ended }) => {
    say(`runs NATS and PostgreSQL for ${folder}`);
    departWhenAlone();
    await stop(`a server has ended: ${await ended}`);
  },
  (error) => {
    say(reasonOf(error));
    patienceMs = 0;
    departWhenAlone();
  },
);
