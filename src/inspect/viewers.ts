import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WebSocket, WebSocketServer } from 'ws';
import { page, pagePolicy, statelyOrigin } from './page.ts';

/** Someone who watches. */
export interface Viewer {
  send(frame: string): void;
}

export interface ViewersDeps {
  WebSocketServer: typeof WebSocketServer;
  onJoin(viewer: Viewer): void;
  onLeave(viewer: Viewer): void;
}

/** Bytes that may wait for a viewer who reads too slowly, before he is sent away. */
const maxBacklog = 16 * 2 ** 20;

/** Only browsers send an origin, and only they can be led here by a page that is not ours. */
const isWelcome = (origin: string | undefined, port: number): boolean =>
  origin === undefined || [statelyOrigin, `http://127.0.0.1:${port}`, `http://localhost:${port}`].includes(origin);

const viewerOf = (socket: WebSocket): Viewer => ({
  send: (frame) => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > maxBacklog) socket.terminate();
    else socket.send(frame);
  },
});

/** On loopback: a page that shows the inspector, and a socket that tells what happens. */
export const serveViewers = async ({ WebSocketServer, onJoin, onLeave }: ViewersDeps, port: number) => {
  const http = createServer((_request, response) => {
    const nonce = randomBytes(16).toString('base64');
    response.writeHead(200, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': pagePolicy(nonce),
      'Cache-Control': 'no-store',
    });
    response.end(page(nonce));
  });
  http.listen(port, '127.0.0.1');
  await once(http, 'listening');
  const { port: actual } = http.address() as AddressInfo;

  const sockets = new WebSocketServer({
    server: http,
    maxPayload: 1_024,
    verifyClient: ({ req }, decide) => decide(isWelcome(req.headers.origin, actual), 403),
  });
  sockets.on('connection', (socket) => {
    const viewer = viewerOf(socket);
    socket.on('error', () => socket.terminate());
    socket.on('close', () => onLeave(viewer));
    onJoin(viewer);
  });

  return {
    url: `http://127.0.0.1:${actual}`,
    stop: async (): Promise<void> => {
      const open = [...sockets.clients];
      const left = open.map((socket) => once(socket, 'close'));
      for (const socket of open) socket.close();
      const hurry = setTimeout(() => {
        for (const socket of open) socket.terminate();
      }, 1_000);
      await Promise.all(left);
      clearTimeout(hurry);
      http.close();
      http.closeAllConnections();
    },
  };
};
