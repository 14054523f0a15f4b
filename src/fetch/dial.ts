import type { Socket } from 'node:net';
import { buildConnector } from 'undici';
import { createPublicLookup } from './address.ts';

export type Target = buildConnector.Options;
export type OnDialled = buildConnector.Callback;

/** A connection that is being made. Ending it ends whatever has been opened for it so far. */
export interface Dialling {
  destroy(error: Error): void;
}

/** Makes a connection for undici. */
export type Dial = (target: Target, callback: OnDialled) => Dialling;

/** Its declared type hides that it returns the socket. */
type Opener = (...args: Parameters<buildConnector.connector>) => Socket;

// The time-out is the fetch's own: undici's is the same for all, and is off by up to a second.
const untimed = { timeout: 0 };

/** Dials whatever address it is told, or finds. */
export const dialAny = buildConnector(untimed) as Opener satisfies Dial;

/** Dials public addresses only. Literal ones are dialled without a look-up, and have been checked before. */
export const dialPublic = buildConnector({ ...untimed, lookup: createPublicLookup() }) as Opener satisfies Dial;
