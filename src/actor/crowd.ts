export interface CrowdOptions {
  /** Imports at a time. */
  concurrency: number;
  /** Requests to one host at a time. */
  perHost: number;
}

/** For each import that runs at a host, so many may wait there: enough to keep its places taken. */
const waitingPerPlace = 3;

interface Guests {
  inside: number;
  /** Turned away since the host had room. */
  refused: number;
}

/**
 * The imports that this node has taken from the queue, by host. One that waits for its host takes no place from the others;
 * a host with many due feeds is let in a few at a time.
 */
export const createCrowd = ({ concurrency, perHost }: CrowdOptions) => {
  const hosts = new Map<string, Guests>();
  const most = perHost * (1 + waitingPerPlace);
  let working = 0;

  const leave = (host: string, guests: Guests) => {
    if (guests.inside <= perHost) working -= 1;
    guests.inside -= 1;
    if (guests.inside === 0) hosts.delete(host);
  };

  return {
    /** Imports that could begin at once, as far as their hosts have places for them. */
    free: (): number => concurrency - working,

    /** To be called when the import has ended. A number instead: there is no room at this host; so many were turned away before. */
    enter: (host: string): (() => void) | number => {
      const guests = hosts.get(host) ?? { inside: 0, refused: 0 };
      if (guests.inside >= most) return guests.refused++;
      hosts.set(host, guests);
      guests.inside += 1;
      if (guests.inside <= perHost) working += 1;
      return () => leave(host, guests);
    },
  };
};

export type Crowd = ReturnType<typeof createCrowd>;
