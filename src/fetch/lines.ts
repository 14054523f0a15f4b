import type { Socket } from 'node:net';
import { Client } from 'undici';
import { FeedlockError } from '../errors.ts';
import type { Dial, Dialling } from './dial.ts';

/** How to get to what answers a URL: requests of the same key may share a connection. */
export interface Route {
  key: string;
  /** Of the server that is dialled: the feed's, or a proxy. */
  origin: string;
  dial: Dial;
  /** Where reading the headers of one answer ends. */
  maxHeaderBytes: number;
}

/**
 * One connection, made when it is first used and made again if it has ended. It carries one request at a time, so whoever has
 * it knows whose connection is being made, and can end it.
 */
export interface Line {
  readonly client: Client;
  /** What broke its connection; `null`: nothing did. */
  readonly fault: Error | null;
  /** Called when a connection begins to be made. */
  onDial: (() => void) | null;
  /** Puts it back for the next request. */
  giveBack(): void;
  /** Ends the connection in whatever state it is. */
  end(reason: Error): void;
}

/** Who asked for a line. */
export interface Asker {
  onLine(line: Line): void;
  onStop(error: FeedlockError): void;
}

interface Place {
  idle: Line[];
  /** Idle and busy ones. */
  count: number;
  waiting: Set<Asker>;
}

export interface Lines {
  /** Hands over a line, at once or when one is free; a new one, if `isNew` and there may be one more. Returns how to stop waiting. */
  take(route: Route, asker: Asker, isNew: boolean): () => void;
  stop(): Promise<void>;
}

/** ms that an idle connection is kept, and at most, if the server says how long it keeps it. */
const keepAlive = { keepAliveTimeout: 4_000, keepAliveMaxTimeout: 30_000 };

const noWait = () => {};

const isStopped = () => new FeedlockError('stopped', 'fetch: the fetcher has been stopped');

/** Undici's own pools end no connection that is being made for a request that waited in their queue. */
export const createLines = (options: { connectionsPerHost: number }): Lines => {
  const places = new Map<string, Place>();
  const all = new Set<Line>();
  let stopped = false;

  const open = (route: Route, place: Place): Line => {
    let dialling: Dialling | null = null;
    let socket: Socket | null = null;
    const client = new Client(route.origin, {
      ...keepAlive,
      // Undici ends at it, we beyond it.
      maxHeaderSize: route.maxHeaderBytes + 1,
      // The fetch bounds both.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect(target, callback) {
        line.onDial?.();
        dialling = route.dial(target, (...result) => {
          dialling = null;
          socket = result[1];
          callback(...result);
        });
      },
    });
    const line: Line = {
      client,
      get fault() {
        return socket?.errored ?? null;
      },
      onDial: null,
      giveBack() {
        line.onDial = null;
        if (!all.has(line)) return;
        const [next] = place.waiting;
        if (!next) return void place.idle.push(line);
        place.waiting.delete(next);
        next.onLine(line);
      },
      end(reason) {
        line.onDial = null;
        if (!all.delete(line)) return;
        dialling?.destroy(reason);
        client.destroy(reason, noWait);
        place.count -= 1;
        const [next] = place.waiting;
        if (next && !stopped) {
          place.waiting.delete(next);
          next.onLine(open(route, place));
        } else if (place.count === 0) places.delete(route.key);
      },
    };
    client.on('disconnect', (_origin, _targets, error) => {
      const at = place.idle.indexOf(line);
      if (at < 0) return;
      place.idle.splice(at, 1);
      line.end(error);
    });
    place.count += 1;
    all.add(line);
    return line;
  };

  return {
    take(route, asker, isNew) {
      if (stopped) {
        asker.onStop(isStopped());
        return noWait;
      }
      let place = places.get(route.key);
      if (!place) {
        place = { idle: [], count: 0, waiting: new Set() };
        places.set(route.key, place);
      }
      const { idle, waiting } = place;
      const mayOpen = place.count < options.connectionsPerHost;
      const line = mayOpen && (isNew || idle.length === 0) ? open(route, place) : idle.pop();
      if (line) {
        asker.onLine(line);
        return noWait;
      }
      waiting.add(asker);
      return () => waiting.delete(asker);
    },
    async stop() {
      stopped = true;
      const clients = [...all].map(({ client }) => client);
      for (const { waiting } of [...places.values()]) for (const asker of waiting) asker.onStop(isStopped());
      for (const line of all) line.end(isStopped());
      await Promise.all(clients.map((client) => client.destroy()));
    },
  };
};
