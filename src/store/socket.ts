import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { ParsedOptions } from 'postgres';
import { connectWhenBegun, endAsTheClientExpects, endWhenSilent } from './socket-guards.ts';
import { streamOf } from './stream.ts';

type ClientOptions = Pick<ParsedOptions, 'host' | 'port' | 'path' | 'ssl' | 'keep_alive' | 'connection'> & {
  sslnegotiation?: string | null;
};

/** ms within which a connection that has ended was none to speak of. */
const brief = 1_000;

export interface SocketOptions {
  /** ms to the next attempt from one that came to nothing. */
  pause(): number;
  /** ms that a statement's answer may take longer than `statement_timeout`. Without that nothing is given up. */
  grace: number;
}

/** Makes the sockets of one pool: they try its hosts in turn, and leave it none of the losses that the client would not see. */
export const createSockets = ({ pause, grace }: SocketOptions) => {
  let attempts = 0;
  let notBefore = 0;

  return async ({ host, port, path, ssl, sslnegotiation, keep_alive, connection }: ClientOptions) => {
    const wait = notBefore - performance.now();
    if (wait > 0) await delay(wait);
    const socket = new Socket();
    const turn = attempts++ % host.length;
    const silence = Number(connection?.statement_timeout);
    const connect = () => {
      const began = performance.now();
      endAsTheClientExpects(socket, Boolean(ssl));
      socket.once('close', () => {
        if (performance.now() - began < brief) notBefore = performance.now() + pause();
      });
      if (path) socket.connect(path);
      else socket.connect(port[turn] ?? 5432, host[turn] ?? 'localhost');
      if (silence > 0) endWhenSilent(socket, silence + grace);
    };
    socket.setKeepAlive(true, 1_000 * (keep_alive ?? 0));
    if (sslnegotiation === 'direct') connect();
    else connectWhenBegun(socket, connect);
    return Object.assign(ssl ? streamOf(socket) : socket, { host: host[turn], port: port[turn] });
  };
};
