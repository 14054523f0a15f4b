import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FeedlockError, reasonOf } from '../errors.ts';
import type { Health } from './health.ts';

export interface ProbesOptions {
  port: number;
  /** @default all addresses */
  host?: string | undefined;
}

export interface Probes extends AsyncDisposable {
  port: number;
  stop(): Promise<void>;
}

/**
 * Answers an orchestrator over HTTP: `/livez` as long as the process lives, `/readyz` with 200 or 503 and what is lacking.
 *
 * @throws FeedlockError `bad-option` if it cannot listen there
 */
export const serveProbes = async (health: () => Promise<Health>, { port, host }: ProbesOptions): Promise<Probes> => {
  const server = createServer(async ({ url }, response) => {
    const reply = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(`${JSON.stringify(body)}\n`);
    };
    if (url === '/livez') return reply(200, { alive: true });
    if (url !== '/readyz') return reply(404, { paths: ['/livez', '/readyz'] });
    const found = await health();
    reply(found.ready ? 200 : 503, found);
  });
  server.listen(port, host);
  await once(server, 'listening').catch((cause: unknown) => {
    throw new FeedlockError('bad-option', `answer probes on port ${port}: ${reasonOf(cause)}`, { cause });
  });
  const stop = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { port: (server.address() as AddressInfo).port, stop, [Symbol.asyncDispose]: stop };
};
