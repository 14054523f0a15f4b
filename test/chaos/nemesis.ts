import { setTimeout as delay } from 'node:timers/promises';
import type { Post } from './post.ts';
import type { Random } from './random.ts';
import type { Stage } from './stage.ts';
import type { Traffic } from './traffic.ts';

/**
 * What a fault lets happen that must not happen otherwise: two fetches of one feed at once; with `deafness` their server alone may
 * see them so.
 */
export type Excuse = 'pause' | 'bucket' | 'deafness';

/** One fault that was done. */
export interface Strike {
  kind: string;
  /** The life of the node that it was done to; `null`: it was done to all. */
  node: string | null;
  /** By the shared clock, in ms. */
  from: number;
  to: number;
  /** `null`: nothing is excused by it. */
  excuse: Excuse | null;
  /** The import that it was done to, where that is known beforehand. */
  run: string | null;
}

/** What two faults must not be done to at the same time. */
export type Place = 'node' | 'nats servers' | 'nats link' | 'postgres' | 'postgres link' | 'feeds link' | 'rows';

export interface Blow {
  stage: Stage;
  traffic: Traffic;
  /** One of the nodes: that whose turn it is to suffer. */
  post: Post;
  random: Random;
  /** Ends the time of faults: what was done is to be undone now. */
  over: AbortSignal;
}

export interface Nemesis {
  kind: string;
  place: Place;
  /** Does it, and undoes it. `null`: it came to nothing. */
  strike(blow: Blow): Promise<Omit<Strike, 'kind'> | null>;
}

/** Waits for so many ms, but not beyond the time of faults. */
export const until = (ms: number, over: AbortSignal): Promise<void> =>
  delay(ms, undefined, { signal: over }).catch(() => undefined);
