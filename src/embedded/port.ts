import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** Where to look for a port: below what systems hand out to outgoing connections, so that none takes a kept one. */
const lowest = { samples: 15_000, inspector: 15_000, nats: 20_000, postgres: 25_000 };
const range = 5_000;

const isFree = async (port: number): Promise<boolean> => {
  const server = createServer().listen(port, '127.0.0.1');
  const free = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  server.close();
  return free;
};

/** The port on which the folder's service ran before, if it is still free, else another, to be kept from now on. */
export const keptPort = async (folder: string, service: keyof typeof lowest): Promise<number> => {
  const file = join(folder, `${service}.port`);
  const kept = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
  if (kept > 0 && kept < 65_536 && (await isFree(kept))) return kept;
  for (;;) {
    const port = lowest[service] + randomInt(range);
    if (!(await isFree(port))) continue;
    await writeFile(file, `${port}\n`);
    return port;
  }
};
