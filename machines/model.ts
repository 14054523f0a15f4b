/** The nouns that machines, steps and callers share. Types only: nothing here exists at run time. */

/** Which feed is meant. `key` names its lock and never changes; `url` carries no credentials. */
export interface FeedRef {
  id: string;
  key: string;
  url: string;
}

/**
 * A lock that is held, until `deadline` at the latest. One live object: it alone knows its newest revision and sends one
 * request at a time.
 */
export interface Lease {
  readonly key: string;
  /** Random, one per acquisition: tells our own lock from another's after an ambiguous time-out. */
  readonly nonce: string;
  /** On the monotonic clock (`performance.now()`), in ms, counted from before the last granted request was sent. */
  readonly deadline: number;
  /** `false`: the lease is lost and will neither renew nor release any more. */
  renew(): Promise<boolean>;
  release(): Promise<void>;
}

/** The answer to an attempt to lock. Busy is an answer, not an error. */
export type Grant = { lease: Lease } | { lease: null; holder: string | null };

/** What a fetch needs to know of the feed; read under the lock. */
export interface Source {
  url: string;
  /** `user:password` for Basic authentication, never shown. */
  credentials: string | null;
  etag: string | null;
  lastModified: string | null;
  /** SHA-256 of the body last imported, hex. */
  bodyHash: string | null;
}

/** When a feed asks to be visited. Periods in ms; hours and days (0 is Sunday) in UTC. */
export interface Hints {
  /** RSS `ttl`. */
  ttl: number | null;
  /** `sy:updatePeriod` divided by `sy:updateFrequency`. */
  period: number | null;
  /** `sy:updateBase`: the periods count from here. */
  base: Date | null;
  skipHours: number[];
  skipDays: number[];
}

/** What is known of how often a feed changes. */
export interface Rhythm {
  /** Between its newest entries, typically, in ms. */
  gap: number | null;
  /** Of its newest entry. */
  newest: Date | null;
  hints: Hints | null;
  /** Failed imports in a row. */
  failures: number;
}

export type Claim =
  /** `at`: on the monotonic clock, in ms. */
  | { status: 'claimed'; fence: number; source: Source; at: number }
  | { status: 'fresh'; fence: number }
  /** The lease had run out before it was asked for. */
  | { status: 'lost'; fence: null }
  | { status: 'failed'; fence: number | null; error: Failure };

export interface Validators {
  etag: string | null;
  lastModified: string | null;
}

/** A body as it came, decompressed but not decoded. */
export interface Document {
  bytes: Uint8Array;
  /** After redirects; relative URLs are resolved against it. */
  url: string;
  contentType: string | null;
  bodyHash: string;
  validators: Validators;
  httpStatus: number;
}

export type Fetched =
  | { status: 'modified'; document: Document }
  | { status: 'unchanged'; httpStatus: number; validators: Validators }
  | { status: 'failed'; httpStatus: number | null; error: Failure };

export interface Enclosure {
  url: string;
  /** MIME type. */
  type: string | null;
  /** Bytes. */
  length: number | null;
}

/** One entry of a feed. Absent is `null`, never an empty string. */
export interface Entry {
  /** What makes it the same entry at the next import: guid or id, else URL, else a hash of title and content. */
  identity: string;
  /** SHA-256 over everything but the dates, hex: a new one is an edit. */
  hash: string;
  guid: string | null;
  url: string | null;
  title: string | null;
  author: string | null;
  published: Date | null;
  updated: Date | null;
  summary: string | null;
  content: string | null;
  enclosures: Enclosure[];
  categories: string[];
}

export interface FeedInfo {
  title: string | null;
  description: string | null;
  siteUrl: string | null;
  language: string | null;
  updated: Date | null;
}

export type Parsed = { status: 'parsed'; feed: FeedInfo; entries: Entry[] } | { status: 'failed'; error: Failure };

/** What an import learnt, to be committed under its fence. */
export type Finding =
  | { status: 'imported'; document: Omit<Document, 'bytes'> & { size: number }; feed: FeedInfo; entries: Entry[] }
  | Exclude<Fetched, { status: 'modified' }>;

/** Why something could not be done. The README's table of codes is checked against this union. */
export type FailureCode =
  | 'bad-option'
  | 'bad-url'
  | 'nats-unreachable'
  | 'postgres-unreachable'
  | 'embedded-services'
  | 'lock-settings'
  | 'stream-settings'
  | 'stopped'
  | 'cancelled'
  | 'feed-row-busy'
  | 'feed-removed'
  | 'crashed'
  | 'refused-address'
  | 'dns'
  | 'connect'
  | 'tls'
  | 'timeout'
  | 'too-large'
  | 'too-many-redirects'
  | 'http'
  | 'bad-encoding'
  | 'not-a-feed'
  | 'malformed'
  | 'commit-failed'
  | 'commit-unknown'
  | 'internal';

export interface Failure {
  code: FailureCode;
  /** Names act, subject and reason. */
  message: string;
  cause?: unknown;
}

/** How an import ended. None of these is an exception. */
export type Outcome =
  /** Committed under `fence`. */
  | { status: 'imported'; fence: number; created: number; updated: number; unchanged: number }
  /** The server said 304, or sent the same body again. */
  | { status: 'unchanged'; fence: number }
  /** Another import claimed, fetched and recorded the feed after this one was asked for. */
  | { status: 'fresh'; fence: number }
  /** `holder` was importing it already. */
  | { status: 'skipped'; holder: string | null }
  /** Our fence was superseded, or our lease ran out: nothing was written. */
  | { status: 'lost'; fence: number | null }
  | { status: 'failed'; fence: number | null; error: Failure };
