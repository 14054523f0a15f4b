import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

type Direction = 'requests' | 'replies';

/** What a network may do to a connection. */
interface Faults {
  /** From now on nothing passes and nothing is closed: a frozen peer, a half-open connection. */
  freeze(direction?: Direction): void;
  /** Lets pass what was held back, and what follows. */
  thaw(): void;
  /** What comes from now on passes so many ms later. */
  delay(ms: number, direction?: Direction): void;
  /** The next piece that matches never arrives. Resolves when it has come and gone. */
  swallow(direction: Direction, matches?: (piece: string) => boolean): Promise<void>;
  /** Closes both sides at once. */
  cut(): void;
  /** Closes both sides with a reset, as a host does that knows nothing of the connection. */
  reset(): void;
}

/** Its own faults happen to all connections, also to those to come. */
export interface Proxy extends Faults, AsyncDisposable {
  readonly port: number;
  /** The connections that are open, oldest first. */
  links(): Faults[];
  /** How many there have been. */
  count(): number;
  /** New connections are closed at once, until `accept`. */
  refuse(): void;
  accept(): void;
  stop(): Promise<void>;
}

interface Trap {
  matches(piece: string): boolean;
  sprung: boolean;
  spring(): void;
}

/** One direction of a connection, or of those to come. */
interface Flow {
  frozen: boolean;
  delay: number;
  traps: Trap[];
  /** Lets pass what may. */
  flow(): void;
}

/** `null`: the end. */
type Piece = Buffer | null;

type Flows = Record<Direction, Flow>;

const emptyFlow = (): Flow => ({ frozen: false, delay: 0, traps: [], flow() {} });

const carry = (from: Socket, to: Socket, begin: Flow): Flow => {
  // One line for all, so that nothing overtakes what is held back or delayed.
  const line: { piece: Piece; due: number }[] = [];
  let timer: NodeJS.Timeout | undefined;
  const pass = (piece: Piece) => (piece === null ? to.end() : to.write(piece));
  const pump = () => {
    clearTimeout(timer);
    for (let first = line[0]; first && !flow.frozen; first = line[0]) {
      const wait = first.due - performance.now();
      if (wait > 0) {
        timer = setTimeout(pump, Math.ceil(wait));
        return;
      }
      pass(first.piece);
      line.shift();
    }
  };
  const flow: Flow = { ...begin, traps: [...begin.traps], flow: pump };
  const take = (piece: Piece) => {
    const trap =
      piece && flow.traps.find((candidate) => !candidate.sprung && candidate.matches(piece.toString('latin1')));
    if (trap) return trap.spring();
    line.push({ piece, due: flow.delay > 0 ? performance.now() + flow.delay : 0 });
    pump();
  };
  // What was sent before a peer went away is still under way.
  const end = () => take(null);
  from.on('data', take).on('end', end).on('error', end);
  return flow;
};

const faultsOf = (all: () => Flows[], ends: Pick<Faults, 'cut' | 'reset'>): Faults => {
  const flows = (direction?: Direction) =>
    all().flatMap(({ requests, replies }) =>
      direction === undefined ? [requests, replies] : direction === 'requests' ? [requests] : [replies],
    );
  return {
    freeze: (direction) => {
      for (const flow of flows(direction)) flow.frozen = true;
    },
    thaw: () => {
      for (const flow of flows()) {
        flow.frozen = false;
        flow.flow();
      }
    },
    delay: (ms, direction) => {
      for (const flow of flows(direction)) flow.delay = ms;
    },
    swallow: (direction, matches = () => true) =>
      new Promise((resolve) => {
        const trap: Trap = {
          matches,
          sprung: false,
          spring: () => {
            trap.sprung = true;
            resolve();
          },
        };
        for (const flow of flows(direction)) flow.traps.push(trap);
      }),
    ...ends,
  };
};

/** Passes on any TCP service, and fails as it is told. */
export const openProxy = async (port: number, host = '127.0.0.1'): Promise<Proxy> => {
  const toCome: Flows = { requests: emptyFlow(), replies: emptyFlow() };
  const open = new Map<Flows, Faults>();
  let refusing = false;
  let count = 0;

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    if (refusing) return void client.destroy();
    count += 1;
    const service = connect({ port, host, allowHalfOpen: true, noDelay: true });
    const flows = {
      requests: carry(client, service, toCome.requests),
      replies: carry(service, client, toCome.replies),
    };
    const cut = () => {
      client.destroy();
      service.destroy();
    };
    const reset = () => {
      client.resetAndDestroy();
      service.resetAndDestroy();
    };
    open.set(
      flows,
      faultsOf(() => [flows], { cut, reset }),
    );
    let ends = 2;
    const ended = () => {
      ends -= 1;
      if (ends === 0) open.delete(flows);
    };
    client.once('close', ended);
    service.once('close', ended);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');

  const links = () => [...open.values()];
  const cut = () => {
    for (const link of links()) link.cut();
  };
  const reset = () => {
    for (const link of links()) link.reset();
  };
  const stop = async () => {
    refusing = true;
    cut();
    server.close();
    await once(server, 'close');
  };
  return {
    ...faultsOf(() => [toCome, ...open.keys()], { cut, reset }),
    port: (server.address() as AddressInfo).port,
    links,
    count: () => count,
    refuse: () => {
      refusing = true;
    },
    accept: () => {
      refusing = false;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
};
