import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

const lowest = 10_000;
const range = 5_000;

/** A port on which nobody listens, and which no outgoing connection takes while who listened there is away. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = lowest + randomInt(range);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
};
