import { isIP, type Socket } from 'node:net';
import { buildConnector } from 'undici';
import { createTrust, isPublic, lookupPublic, refusal } from './address.ts';

export interface Dialler {
  connect: buildConnector.connector;
  /**
   * The socket that `dispatch` began to dial, if it had to. Undici dials in the same turn as it dispatches, and has no
   * other way to end a connection before it is made.
   */
  dialledBy(dispatch: () => void): Socket | null;
  stop(): void;
}

/** Its declared type hides that it returns the socket. */
type Opener = (...args: Parameters<buildConnector.connector>) => Socket;

/** Opens the connections for undici, each to an address that was checked or is trusted. */
export const createDialler = (options: { allowPrivate: boolean; allow: string[]; connectTimeout: number }): Dialler => {
  const trusts = createTrust(options);
  const timeout = options.connectTimeout;
  const openAny = buildConnector({ timeout }) as Opener;
  const openPublic = buildConnector({ timeout, lookup: lookupPublic }) as Opener;
  const dialling = new Set<Socket>();
  let latest: Socket | null = null;

  return {
    connect(target, callback) {
      const { hostname } = target;
      const trusted = trusts(hostname, target.port || (target.protocol === 'https:' ? '443' : '80'));
      // A literal is dialled without a look-up.
      if (!trusted && isIP(hostname) !== 0 && !isPublic(hostname)) {
        return process.nextTick(callback, refusal(`${hostname} is not a public address`), null);
      }
      const socket = (trusted ? openAny : openPublic)(target, (...result) => {
        dialling.delete(socket);
        callback(...result);
      });
      dialling.add(socket);
      latest = socket;
    },
    dialledBy(dispatch) {
      latest = null;
      dispatch();
      return latest;
    },
    stop() {
      for (const socket of dialling) socket.destroy();
    },
  };
};
