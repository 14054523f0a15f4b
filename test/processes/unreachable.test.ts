import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, describe, inject, it } from 'vitest';
import { startInVain } from './worker.ts';

/** Takes connections and says nothing. */
const silence = createServer();

const portOf = (server: typeof silence) => (server.address() as AddressInfo).port;

/** Where nobody listens. */
const closedPort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  return port;
};

describe.concurrent('a process that cannot reach', () => {
  const ports = {} as { refused: number; silent: number };
  beforeAll(async () => {
    await once(silence.listen(0, '127.0.0.1'), 'listening');
    Object.assign(ports, { refused: await closedPort(), silent: portOf(silence) });
  });
  afterAll(() => silence.close());

  const cases = [
    ['NATS', 'refused', 'nats-unreachable', 'NATS_URL', 'ECONNREFUSED'],
    ['NATS', 'silent', 'nats-unreachable', 'NATS_URL', 'TIMEOUT'],
    ['Postgres', 'refused', 'postgres-unreachable', 'DATABASE_URL', 'ECONNREFUSED'],
    ['Postgres', 'silent', 'postgres-unreachable', 'DATABASE_URL', 'CONNECT_TIMEOUT'],
  ] as const;

  it.for(cases)('%s, where it is %s, says so within 10 s, and where, and what to set', async (row, { expect }) => {
    const [service, kind, code, setting, reason] = row;
    const address = `127.0.0.1:${ports[kind]}`;
    const worker = startInVain({
      nats: { servers: [service === 'NATS' ? `nats://${address}` : inject('natsUrl')] },
      database: { url: service === 'Postgres' ? `postgres://user:secret@${address}/feeds` : inject('databaseUrl') },
    });
    const { message, ...failure } = await worker.failure;
    expect(failure.code).toBe(code);
    expect(failure.ms).toBeLessThan(10_000);
    for (const part of [service, address, setting, reason]) expect(message).toContain(part);
    expect(message).not.toContain('secret');
    // The NATS client forgets the socket of a silent server, which lasts as long as that server.
    if (row[0] === 'NATS' && kind === 'silent') worker.kill();
    await worker.ended;
  });
});
