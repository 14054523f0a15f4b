import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { openServer } from '../nats-server.ts';

/** What the server's monitoring tells, as far as it is read here. */
interface Monitored {
  connz: { connections: { subscriptions: number }[] };
  jsz: { consumers: number };
}

/** A NATS server of a test's own that tells what its clients have open. */
export const openMonitoredNats = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'feedlock-monitored-'));
  const server = await openServer('-m', '-1', '--ports_file_dir', folder);
  const readPorts = async () => {
    const [file] = await readdir(folder);
    const { monitoring } = JSON.parse(await readFile(join(folder, file ?? ''), 'utf8'));
    return monitoring as [string];
  };
  const [monitor] = await vi.waitFor(readPorts);
  const ask = async <Page extends keyof Monitored>(page: Page) =>
    (await (await fetch(`${monitor}/${page}?subs=1`)).json()) as Monitored[Page];

  return {
    url: server.url,
    clients: async () => {
      const [{ connections }, { consumers }] = await Promise.all([ask('connz'), ask('jsz')]);
      const subscriptions = connections.reduce((sum, connection) => sum + connection.subscriptions, 0);
      return { connections: connections.length, subscriptions, consumers };
    },
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
};
