/** The nouns that machines, steps and callers share. Types only: nothing here exists at run time. */

/** Which feed is meant. `key` names its lock and never changes; `url` carries no credentials. */
export interface FeedRef {
  id: string;
  key: string;
  url: string;
}

/** A feed, and the fence of its row when its import was asked for. */
export interface FeedRequest {
  feed: FeedRef;
  seen: number;
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

/** What one fetch may cost. */
export interface Limits {
  /** Longest time for a connection with its TLS handshake, in ms; through a proxy, with the proxy's part. @default 10_000 */
  connectTimeout: number;
  /** Longest time from a request to the end of the answer's headers, in ms, for each redirect anew. @default 15_000 */
  headersTimeout: number;
  /** Longest time for a whole fetch with its redirects and its waiting for a place at the host, in ms. @default 30_000 */
  totalTimeout: number;
  /** Largest body, in bytes after decompression; a larger one is an error, never cut short. @default 15_728_640 */
  maxBytes: number;
  /** How many times larger than what came over the wire a decompressed body may be; the first MiB is free. @default 100 */
  maxRatio: number;
  /** Largest headers of one answer, in bytes, 262,144 at most. @default 16_384 */
  maxHeaderBytes: number;
  /** How many redirects are followed. @default 5 */
  maxRedirects: number;
}

/** What a fetch needs to know of the feed; read under the lock. */
export interface Source {
  url: string;
  /** `user:password` for Basic authentication, never shown. */
  credentials: string | null;
  /** Both are `null` too when it is time to ask without a condition. */
  etag: string | null;
  lastModified: string | null;
  /** The URL whose answer they came with, after redirects: they mean nothing to any other. */
  answeredBy: string | null;
  /** SHA-256 of the body last imported, hex. */
  bodyHash: string | null;
  /** This feed's own; the system's hold for what is not named. */
  limits: Partial<Limits>;
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

/** A place among those that may ask a host at the same time. */
export type Admission = { status: 'granted' } | { status: 'deferred'; until: Date };

/** How a host took one request. `waitMs`: it asked to be left alone for so long. */
export type HostReport = 'answered' | 'failed' | { waitMs: number };

/** A place for one request, to be left when the answer is there. */
export type Entered = { status: 'granted'; leave(report: HostReport): void } | { status: 'deferred'; until: Date };

/** Waits for a place at the host of a URL. Rejects with the signal's reason. */
export type Enter = (url: string, signal: AbortSignal) => Promise<Entered>;

export type Claim =
  /** `at`: on the monotonic clock, in ms. `now`: by the clock of Postgres. */
  | { status: 'claimed'; fence: number; source: Source; rhythm: Rhythm; at: number; now: Date }
  | { status: 'fresh'; fence: number }
  /** Its host asked to be left alone until then. No fence was minted. */
  | { status: 'deferred'; until: Date }
  /** The feed has become part of another one; `seen` is the fence of that one's row. */
  | { status: 'merged'; into: FeedRef; seen: number }
  /** The lease had run out before it was asked for. */
  | { status: 'lost'; fence: null }
  | { status: 'failed'; fence: number | null; error: Failure };

export interface Validators {
  etag: string | null;
  lastModified: string | null;
}

/** A body as it came, decompressed but not decoded. */
export interface Document {
  /** They change hands when a thread reads them, and are none any more afterwards. */
  bytes: Uint8Array;
  /** Of `bytes`. */
  size: number;
  /** After redirects; relative URLs are resolved against it. */
  url: string;
  contentType: string | null;
  bodyHash: string;
  validators: Validators;
  httpStatus: number;
  /** How long it may be used without asking again (`Cache-Control`, `Expires`), in ms. */
  freshFor: number | null;
  /** Where the feed is now, if every redirect on the way there was permanent. */
  movedTo: string | null;
}

/** A host that asked to be left alone: the URL that it answered so, and for how long, in ms. */
export interface HostLimit {
  url: string;
  ms: number;
}

export type Fetched =
  | { status: 'modified'; document: Document }
  | {
      status: 'unchanged';
      /** After redirects. */
      url: string;
      httpStatus: number;
      validators: Validators;
      freshFor: number | null;
      movedTo: string | null;
    }
  /** 410, if every redirect on the way there was permanent. */
  | { status: 'gone'; httpStatus: number; error: Failure }
  | { status: 'failed'; httpStatus: number | null; error: Failure; limit: HostLimit | null };

/** A file that comes with an entry. */
export interface Enclosure {
  url: string;
  /** MIME type. */
  type: string | null;
  /** Bytes. */
  length: number | null;
}

/** Somebody who wrote an entry, or keeps a feed. */
export interface Person {
  name: string | null;
  email: string | null;
  url: string | null;
}

/** A picture. Pixels. */
export interface Picture {
  url: string;
  width: number | null;
  height: number | null;
}

/** A file that an entry shows or plays, as Media RSS has it (`media:content`). */
export interface Medium extends Enclosure {
  /** `image`, `audio`, `video`, `document` or `executable`. */
  medium: string | null;
  /** Seconds. */
  duration: number | null;
  /** Pixels. */
  width: number | null;
  height: number | null;
  title: string | null;
  description: string | null;
}

/** What iTunes asks of an episode (`itunes:…`). */
export interface Episode {
  /** Seconds. */
  duration: number | null;
  episode: number | null;
  season: number | null;
  /** `full`, `trailer` or `bonus`. */
  type: string | null;
  explicit: boolean | null;
}

/** Where on Earth (GeoRSS, W3C Basic Geo). Degrees, WGS 84. */
export interface Point {
  latitude: number;
  longitude: number;
}

/** The feed that an entry was taken over from. */
export interface Origin {
  title: string | null;
  url: string | null;
}

/** What tells an entry from all others, and one version of it from the next. */
export interface EntryKey {
  /** What makes it the same entry at the next import: id, else link, else a hash of title and content. */
  identity: string;
  /** Its id or link without what feeds change for no reason (scheme, host, tracking parameters), if that leaves anything. */
  alias: string | null;
  /** SHA-256 over everything but id and dates, hex: a new one is an edit. */
  hash: string;
}

/** One entry of a feed. Absent is `null` or an empty list, never an empty string. */
export interface Entry extends EntryKey {
  /** As the feed gives it: `guid`, `id` or `rdf:about`. */
  id: string | null;
  /** The page that it stands for; absolute. */
  link: string | null;
  /** Plain text, on one line, 10,000 characters at most. */
  title: string | null;
  /** All authors on one line, as the feed names them; those of the feed (Atom, JSON Feed), if it says no other. */
  author: string | null;
  authors: Person[];
  /** When it came out. Where the feed names no zone: UTC. */
  published: Date | null;
  /** When it was last changed, as the feed says. */
  updated: Date | null;
  /** As the feed writes them, for what could not be read, or cannot be trusted. */
  publishedText: string | null;
  updatedText: string | null;
  /** As the feed gives it, in most cases HTML: not safe to show. */
  summary: string | null;
  /** As the feed gives it: not safe to show. */
  content: string | null;
  /** MIME type of `content`, or of `summary` where there is none: `text/html`, `text/plain` or another. */
  contentType: string | null;
  /** What relative URLs in it are relative to: `xml:base`, else its page, that of the feed, the document. `''`: not known. */
  contentBase: string;
  /**
   * `content`, or `summary` where there is none, as HTML that is safe to show, with absolute URLs. `null`: that shows nothing, or is of
   * another kind (`image/png`), or nobody asked for it.
   */
  safeContent: string | null;
  /** Each URL once; the first hundred. */
  enclosures: Enclosure[];
  /** Plain text, each once, 200 characters at most; the first hundred. */
  categories: string[];
  /** The page of its comments; absolute. */
  comments: string | null;
  source: Origin | null;
  /** Its own, else that of the feed: a language tag (BCP 47). */
  language: string | null;
  /** Copyright. */
  rights: string | null;
  /** The URL of the picture that stands for it: the first of its thumbnails, if it names no other. */
  image: string | null;
  /** The first hundred, as are its media. */
  thumbnails: Picture[];
  media: Medium[];
  episode: Episode | null;
  point: Point | null;
}

/** What a feed says of itself besides what most feeds say. */
export interface About {
  /** As the feed gives it (Atom, RSS 1.0). */
  id: string | null;
  /** All authors, or the editors, on one line. */
  author: string | null;
  authors: Person[];
  categories: string[];
  image: string | null;
  /** What made it. */
  generator: string | null;
  /** Copyright. */
  rights: string | null;
  /** Its own URL, as it says. */
  self: string | null;
  /** Where to subscribe to its changes (WebSub). */
  hubs: string[];
}

export interface FeedInfo extends About {
  /** Plain text, on one line. */
  title: string | null;
  description: string | null;
  /** The page or site that it stands for; absolute. */
  link: string | null;
  /** A language tag (BCP 47). */
  language: string | null;
  updated: Date | null;
  hints: Hints;
}

/** An entry as a document gives it, without what is of use only beside the entries of other documents. */
export type ParsedEntry = Omit<Entry, 'alias' | 'hash'>;

/** An entry on its way to the store: as JSON, so that the event loop never handles its text. */
export interface ReadEntry extends EntryKey {
  published: Date | null;
  updated: Date | null;
  /** An `Entry`. `null`: the store has it as it is. */
  json: string | null;
}

export type Parsed = { status: 'parsed'; feed: FeedInfo; entries: ReadEntry[] } | { status: 'failed'; error: Failure };

/** What an import learnt, to be committed under its fence. */
export type Finding =
  | { status: 'imported'; document: Omit<Document, 'bytes'>; feed: FeedInfo; entries: ReadEntry[] }
  | Exclude<Fetched, { status: 'modified' }>;

/** An outcome, and whose. */
export type Settled = Outcome & {
  /** By which the feed is known now: in canonical form, without credentials, and the new one if it has moved. */
  url: string;
  /** `null` when it did not come to know the feed. */
  feedId: string | null;
  /** Who settled it. */
  node: string;
  ms: number;
};

/** What becomes of a request of the queue once a node is through with it. */
export type Verdict =
  | { status: 'done' }
  /** It is to be handed out again in so many ms. `trouble`: because this node lacks something, and should take no more for now. */
  | { status: 'again'; ms: number; trouble: unknown };

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
  | 'http-4xx'
  | 'http-5xx'
  | 'bad-response'
  | 'host-limited'
  | 'challenge'
  | 'login-page'
  | 'empty-body'
  | 'image'
  | 'bad-encoding'
  | 'not-a-feed'
  | 'malformed'
  | 'parse-timeout'
  | 'commit-failed'
  | 'commit-unknown'
  | 'internal';

/** A feed that a page links to. */
export interface FeedLink {
  url: string;
  title: string | null;
  /** MIME type, as the page gives it. */
  type: string | null;
}

export interface Failure {
  code: FailureCode;
  /** Names act, subject and reason. */
  message: string;
  cause?: unknown;
  /** What a server answered, where that is the reason: 404, 503, … */
  httpStatus?: number;
  /** With `not-a-feed`: the feeds that the page links to. */
  feeds?: FeedLink[];
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
  /** Its host is to be left alone until then. */
  | { status: 'deferred'; until: Date }
  /** Its server said 410 again: it is imported no more unless somebody asks. */
  | { status: 'gone'; fence: number }
  /** Our fence was superseded, or our lease ran out: nothing was written. */
  | { status: 'lost'; fence: number | null }
  | { status: 'failed'; fence: number | null; error: Failure };

/** How a commit ended; and where the feed has moved for good, as enough of its imports have shown. */
export type Committed = { status: 'settled'; outcome: Outcome } | { status: 'moved'; outcome: Outcome; to: string };

/** How an actor's work ended: a feed that has become part of another one is to be imported as that one. */
export type Ending = Outcome | Extract<Claim, { status: 'merged' }>;
