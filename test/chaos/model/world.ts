import type { FeedSteps } from '../../../src/actor/feed.ts';
import type { Act, Announced, Evidence, Window } from '../history.ts';
import { createRandom, type Random } from '../random.ts';
import { type Bucket, createBucket } from './bucket.ts';
import { createDatabase, type Database } from './database.ts';
import { fair, type Weather } from './link.ts';
import { createOrigin, identitiesOf, versionOf } from './origin.ts';
import { createServer } from './server.ts';
import { createTime } from './time.ts';

/** A part that is replaced by one that does its work badly. */
export interface Sabotage {
  bucket?(bucket: Bucket): Bucket;
  database?(database: Database): Database;
  commit?(commit: FeedSteps['commit'], database: Database): FeedSteps['commit'];
}

export const ttl = 10_000;

/** How much later than it may NATS does away with a lock, in ms. */
const lateness = 300;

const createHearing = <Told>() => {
  const hearers = new Set<(told: Told) => void>();
  return {
    tell: (told: Told) => {
      for (const hear of hearers) hear(told);
    },
    hear: (hear: (told: Told) => void) => {
      hearers.add(hear);
      return () => {
        hearers.delete(hear);
      };
    },
  };
};

/** All that nodes have in common, and what they leave behind. */
export const createWorld = (seed: number, sabotage: Sabotage = {}) => {
  const random = createRandom(seed);
  const time = createTime();
  const database = createDatabase(time.now);
  const origin = createOrigin(time.now);
  const bucket = createBucket({
    ttl,
    now: () => time.now() + server.ahead,
    lateness: () => random.between(0, lateness),
  });
  const acts: Act[] = [];
  const windows: Window[] = [];
  const announced: Announced[] = [];
  const acting = createHearing<Act>();
  const publishing = createHearing<string>();
  const server = { ahead: 0 };
  const stalls = new Map<string, number>();
  let isCalm = false;
  let isClosed = false;
  let weather: Weather = fair;
  const trouble: unknown[] = [];
  let lastAt = 0;

  const recordsOf = (): Evidence['records'] => ({
    commits: database.imports.map(({ feed, fence, outcome, events }) => ({
      feed,
      fence,
      outcome,
      silent: events === 0,
    })),
    settled: database.settled,
    entries: [...database.rows.values()].flatMap(({ id: feed, bodyHash }) => {
      const there = database.entries.get(feed);
      const wanted = bodyHash === null ? [] : identitiesOf(versionOf(bodyHash));
      return wanted.map((identity) => ({ feed, identity, count: there?.get(identity)?.length ?? 0 }));
    }),
    versions: [...database.rows.values()].map(({ id: feed, bodyHash }) => ({ feed, version: versionOf(bodyHash) })),
    outbox: database.outbox.length,
  });

  return {
    random,
    time,
    origin,
    database,
    sabotage,
    bucket: sabotage.bucket?.(bucket) ?? bucket,
    postgres: createServer(time, sabotage.database?.(database) ?? database),
    windows,
    /** What the model itself could not do. */
    trouble,
    report: (error: unknown) => {
      trouble.push(error);
    },
    weather: () => weather,
    turnWeather: (next: Weather) => {
      weather = next;
    },
    /** Keeps what a node sends to NATS on its way for a while. */
    stall: (node: string, ms: number) => {
      stalls.set(node, time.now() + ms);
    },
    natsWeather: (node: string): Weather => {
      const { fate, latency } = weather;
      const stalled = (stalls.get(node) ?? 0) - time.now();
      return { fate, latency: (one) => Math.max(latency(one), stalled) };
    },
    /** From now on requests and answers are quick, and only what is new is asked for. */
    calm: () => {
      weather = fair;
      isCalm = true;
    },
    /** From now on nobody asks for anything. */
    close: () => {
      isClosed = true;
    },
    isWanted: (feed: string) =>
      !isClosed && !(isCalm && origin.version(feed) === versionOf(database.rows.get(feed)?.bodyHash ?? null)),
    /** How likely a feed is another one whenever it is fetched. */
    get restlessness() {
      return isCalm ? 0 : 0.5;
    },
    /** ms that one half of a fetch takes. */
    fetching: (one: Random) => (one.chance(0.3) ? one.between(500, ttl) : one.between(5, 500)),
    /** Of the NATS server: locks lapse earlier. */
    stepServer: (ms: number) => {
      server.ahead += ms;
    },
    /** No two acts happen at the same moment. */
    record: (act: Omit<Act, 'at'>) => {
      lastAt = Math.max(time.now(), lastAt + 1e-6);
      const done = { ...act, at: lastAt };
      acts.push(done);
      acting.tell(done);
    },
    onAct: acting.hear,
    /** `node`: who had it published. */
    publish: (event: Announced, node: string) => {
      announced.push(event);
      publishing.tell(node);
    },
    onPublish: publishing.hear,
    evidence: (healed: Evidence['healed']): Evidence => ({
      acts,
      windows,
      visits: [],
      deafness: [],
      versions: origin.versions,
      records: recordsOf(),
      announced,
      healed,
    }),
  };
};

export type World = ReturnType<typeof createWorld>;
