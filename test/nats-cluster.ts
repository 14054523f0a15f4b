import { connect, type NatsConnection } from 'nats';
import { vi } from 'vitest';
import { freePort } from './free-port.ts';
import { openServer } from './nats-server.ts';
import { openProxy } from './proxy.ts';

const names = ['north', 'south', 'west'] as const;

export type Name = (typeof names)[number];

/** Three NATS servers of a test's own that are one cluster, each of which can be stopped and started again. */
export const openNatsCluster = async () => {
  const ports = [await freePort(), await freePort(), await freePort()];
  const routes = await Promise.all(ports.map((port) => openProxy(port)));
  const places = routes.map(({ port }) => `127.0.0.1:${port}`);
  const opened = await Promise.all(
    names.map(async (name, at) => {
      const others = places.map((place) => `nats://${place}`).join(',');
      const own = ['--cluster', `nats://127.0.0.1:${ports[at]}`, '--cluster_advertise', places[at] ?? ''];
      const cluster = ['--cluster_name', 'test', ...own, '--routes', others, '--no_advertise'];
      return [name, await openServer('-n', name, ...cluster)] as const;
    }),
  );
  const servers = new Map<string, (typeof opened)[number][1]>(opened);
  const urls = [...servers.values()].map(({ url }) => url);
  const serverOf = (name: string) => {
    const server = servers.get(name);
    if (!server) throw new Error(`no NATS server is called ${name}`);
    return server;
  };

  const ask = async <Answer>(question: (connection: NatsConnection) => Promise<Answer>): Promise<Answer> => {
    const connection = await connect({ servers: urls, timeout: 2_000 });
    try {
      return await question(connection);
    } finally {
      await connection.close();
    }
  };
  /** Whether JetStream has a leader to make streams. */
  const answers = () =>
    ask(async (connection) => (await connection.jetstreamManager({ timeout: 1_000 })).getAccountInfo()).then(
      () => true,
      () => false,
    );
  /** Whether the leader knows of all three: where it has not heard of one yet, it makes no stream that is on all. */
  const hasRoom = () =>
    ask(async (connection) => {
      const { streams } = await connection.jetstreamManager({ timeout: 1_000 });
      await streams.add({ name: 'room', subjects: ['room'], num_replicas: names.length });
      return streams.delete('room');
    }).catch(() => false);
  const ready = () => vi.waitUntil(answers, { timeout: 30_000, interval: 200 });
  await ready();
  await vi.waitUntil(hasRoom, { timeout: 30_000, interval: 200 });

  return {
    urls,
    names,
    /** What the servers reach one another through: for each, where the others come in. */
    routes,
    ready,
    /** The server that leads a stream now. */
    leaderOf: (stream: string): Promise<Name> =>
      ask(async (connection) => {
        const { cluster } = await (await connection.jetstreamManager()).streams.info(stream);
        return cluster?.leader as Name;
      }),
    kill: (name: Name) => serverOf(name).stop('SIGKILL'),
    start: (name: Name) => serverOf(name).start(),
    pause: (name: Name) => serverOf(name).pause(),
    resume: (name: Name) => serverOf(name).resume(),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...servers.values(), ...routes].map((part) => part[Symbol.asyncDispose]()));
    },
  };
};

export type NatsCluster = Awaited<ReturnType<typeof openNatsCluster>>;
