/** The steps of an import in which nodes can be in each other's way. */
export type Step = 'acquire' | 'claim' | 'fetch' | 'commit' | 'release';

/**
 * A step begins with `invoke`. `ok`: it did what it is for; `fail`: it certainly did not (the lock is taken, the fence superseded);
 * `info`: nobody knows, as when an answer was lost. One whose node died has no end.
 */
export type Phase = 'invoke' | 'ok' | 'fail' | 'info';

/** One line of a history. */
export interface Act {
  /** One life of a process: a node that is started again is another one. */
  node: string;
  /** Id of the feed. */
  feed: string;
  /** One import from its request to its end, named as no other. */
  run: string;
  step: Step;
  phase: Phase;
  /** Known from the end of `claim` on. */
  fence: number | null;
  /** In ms, by a clock that never steps and that all nodes share. */
  at: number;
  /** As the node's own calendar says, in ms since 1970: it may be wrong. */
  wall: number;
}

/** A time in which imports need not be alone with their feed, in ms of the shared clock; of all nodes where `node` is null. */
export interface Window {
  /** What was done: `pause`, `bucket deleted`, … */
  fault: string;
  node: string | null;
  /** Of no other imports than these. */
  runs?: readonly string[];
  from: number;
  to: number;
}

/** A request for a feed as its server saw it, in ms of the shared clock. */
export interface Visit {
  feed: string;
  /** Which life of a node it came from. */
  node: string;
  from: number;
  to: number;
  /** The identities of the entries that it was answered with. */
  entries: readonly string[];
}

/** A version that the origin of a feed began to serve. */
export interface Version {
  feed: string;
  version: number;
  at: number;
}

/** What the database holds when all is over. */
export interface Records {
  /** Of the table of imports, in the order in which they were committed. */
  commits: {
    feed: string;
    fence: number;
    outcome: string;
    /** It had nothing to announce: an import in which nothing had changed. */
    silent?: boolean;
  }[];
  /** Under which fence each import was written down, and which was the newest then, in the order of its feed's row. */
  settled: { feed: string; fence: number; newest: number }[];
  /** How often each identity of an entry is there: 0 for one that should be and is not. */
  entries: { feed: string; identity: string; count: number }[];
  /** The version that each feed was last imported in. */
  versions: { feed: string; version: number }[];
  /** Events that are still to be published. */
  outbox: number;
}

/** An event as NATS has it, in its order; `id` is the same where it was published twice. */
export interface Announced {
  id: string;
  feed: string;
  fence: number;
  index: number;
}

/** All that a run leaves behind for its judge. */
export interface Evidence {
  acts: Act[];
  windows: Window[];
  /** Empty where the server of the feeds does not tell. */
  visits: Visit[];
  /** When that server may have heard too late that a request was given up. */
  deafness: Window[];
  versions: Version[];
  records: Records;
  announced: Announced[];
  /** When the faults were over for good, and how long every version may take from then on, in ms. */
  healed: { at: number; bound: number };
}

/** What must not be, and the shortest piece of history that shows it. */
export interface Violation {
  rule: string;
  feed: string;
  what: string;
  acts: Act[];
}
