import { once } from 'node:events';
import { createServer, type RequestListener, type ServerOptions } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import type { Source } from '../../machines/model.ts';
import { urlOf } from '../../src/url.ts';

/** A server on loopback that counts its connections. */
export const listen = async (server: Server) => {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    pair: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}`,
    connections: () => connections,
    /** Resolves when every connection has been closed by the other side. */
    async idle() {
      for (const socket of sockets) await new Promise((closed) => socket.once('close', closed));
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};

export const serve = (onRequest: RequestListener, options: ServerOptions = {}) =>
  listen(createServer(options, onRequest));

/** For what no HTTP server would say. */
export const serveRaw = (onConnection: (socket: Socket) => void) =>
  listen(
    createTcpServer((socket) => {
      onConnection(socket);
      // The end of a connection is seen only by who reads it.
      socket.resume();
    }),
  );

export const sourceOf = (url: string, known: Partial<Source> = {}): Source => ({
  url,
  credentials: null,
  etag: null,
  lastModified: null,
  answeredBy: urlOf(url)?.href ?? null,
  bodyHash: null,
  limits: {},
  ...known,
});

/** The signal of a caller who never gives up. */
export const never: AbortSignal = new AbortController().signal;
