import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { now } from './clock.ts';
import { hasHit, windowsOf } from './excuses.ts';
import { gatherEvents, gatherRecords } from './gather.ts';
import type { Evidence, Violation } from './history.ts';
import { countOverlaps, judge } from './judge.ts';
import { type Presence, presencesOf, readHistories } from './lives.ts';
import type { Nemesis, Strike } from './nemesis.ts';
import type { Sabotage } from './node.ts';
import { createRandom } from './random.ts';
import { openStage, type Stage } from './stage.ts';
import { createStorm } from './storm.ts';
import { takeoversOf } from './takeovers.ts';
import { importedVersions, startTraffic, type Traffic } from './traffic.ts';

export interface RunOptions {
  folder: string;
  seed: number;
  /** Of all phases together, in ms. */
  duration: number;
  ttl: number;
  feeds: number;
  /** Versions that move in a second, of all feeds. */
  perSecond: number;
  nemeses: readonly Nemesis[];
  /** ms from one fault to the next. */
  gap: [low: number, high: number];
  /** How much longer faults may go on until each kind has been done, in ms. @default 0 */
  patience?: number;
  /** ms of faults, and then without any, at the least. */
  phases: { faults: number; healed: number };
  nodes?: readonly string[];
  sabotage?: Sabotage;
}

/** How one kind of fault fared. */
export interface Tally {
  kind: string;
  count: number;
  /** How often an import was in flight where it was done. */
  hit: number;
}

export interface Result {
  seed: number;
  minutes: number;
  faults: Tally[];
  /** Faults that could not be done, since another one was in their way. */
  undone: string[];
  imports: number;
  /** Of all outcomes: also that nothing had changed. */
  runs: number;
  takeovers: number[];
  /** How long after each healing every version had been imported, in ms. */
  recoveries: number[];
  overlaps: Record<string, number>;
  /** As the server of the feeds saw it. */
  requests: { requests: number; overlaps: number };
  deaths: number;
  violations: Violation[];
}

/** Every version that was served by now is imported within the bound. Says how long it took, and what came too late. */
const recover = async (stage: Stage, traffic: Traffic, bound: number): Promise<{ took: number; late: Violation[] }> => {
  const { origin, sql } = stage;
  const healed = now();
  const due = new Map(origin.feeds.map((feed) => [feed.name, feed.version]));
  for (;;) {
    const there = await importedVersions(stage);
    const missing = [...due].filter(([name, version]) => (there.get(name) ?? 0) < version);
    const took = now() - healed;
    if (missing.length === 0) return { took, late: [] };
    if (took > bound) {
      const late = missing.map(([feed, version]) => ({
        rule: 'every version arrives',
        feed,
        what: `version ${version} was not imported within ${bound} ms after a healing`,
        acts: [],
      }));
      return { took, late };
    }
    // Whoever asked hears of a failure, and asks again.
    const failed = await sql<{ url: string }[]>`select url from feedlock.feeds where failures > 0`;
    const urls = new Set(failed.map(({ url }) => url));
    traffic.ask(origin.feeds.filter(({ url }) => urls.has(url)));
    await delay(300);
  }
};

const published = async ({ sql }: Stage, bound: number): Promise<void> => {
  const until = now() + bound;
  while (now() < until && (await sql`select from feedlock.outbox limit 1`).length > 0) await delay(100);
};

const tally = (strikes: readonly Strike[], presences: readonly Presence[]): Tally[] => {
  const kinds = new Map<string, Tally>();
  for (const strike of strikes) {
    const { kind } = strike;
    const known = kinds.get(kind) ?? { kind, count: 0, hit: 0 };
    kinds.set(kind, known);
    known.count += 1;
    if (hasHit(strike, presences)) known.hit += 1;
  }
  return [...kinds.values()].toSorted((a, b) => a.kind.localeCompare(b.kind));
};

/** Processes that ended though nobody had killed them. */
const ownDeaths = ({ deaths }: Stage): Violation[] =>
  deaths
    .filter(({ byItself }) => byItself)
    .map(({ life }) => ({ rule: 'nodes live', feed: '', what: `${life} ended by itself`, acts: [] }));

/** Phases of faults and of calm until the time is over; then all that can be known is gathered, and judged. */
export const run = async (options: RunOptions): Promise<Result> => {
  const {
    folder,
    seed,
    duration,
    ttl,
    feeds,
    perSecond,
    nemeses,
    gap,
    patience = 0,
    phases,
    nodes = ['a', 'b', 'c', 'd'],
    sabotage = null,
  } = options;
  const random = createRandom(seed);
  const bound = ttl + 20_000;
  await using stage = await openStage({ folder, ttl, feeds, nodes, sabotage }, random);
  const traffic = startTraffic(stage, { perSecond, random: random.fork('traffic') });
  const storm = createStorm(stage, traffic, { random: random.fork('storm'), nemeses, gap, patience });
  traffic.ask(stage.origin.feeds);
  await recover(stage, traffic, 120_000);

  const began = now();
  const recoveries: number[] = [];
  const violations: Violation[] = [];
  let healed = began;
  while (now() < began + duration) {
    healed = await storm.rage(phases.faults);
    if (now() >= began + duration) await traffic.stop();
    const { took, late } = await recover(stage, traffic, bound);
    recoveries.push(took);
    violations.push(...late);
    await delay(Math.max(0, phases.healed - took));
  }
  await traffic.stop();
  const last = await recover(stage, traffic, bound);
  violations.push(...last.late);
  await published(stage, bound);

  const { acts, stalls } = await readHistories(join(folder, 'acts'));
  const presences = presencesOf(acts, stage.deaths);
  const evidence: Evidence = {
    acts,
    windows: windowsOf(storm.strikes, stalls, presences, ttl),
    ...(await gatherRecords(stage)),
    announced: await gatherEvents(stage),
    healed: { at: healed, bound },
  };
  violations.push(...ownDeaths(stage), ...judge(evidence));
  const { acts: _, ...rest } = evidence;
  await writeFile(
    join(folder, 'evidence.json'),
    JSON.stringify({ ...rest, strikes: storm.strikes, deaths: stage.deaths }),
  );
  await writeFile(join(folder, 'troubles.log'), stage.troubles.join('\n'));
  return {
    seed,
    minutes: (now() - began) / 60_000,
    faults: tally(storm.strikes, presences),
    undone: [...storm.failures],
    imports: evidence.records.commits.filter(({ outcome }) => outcome === 'imported').length,
    runs: presences.length,
    takeovers: takeoversOf(acts, presences),
    recoveries,
    overlaps: countOverlaps(evidence),
    requests: stage.origin.counts(),
    deaths: stage.deaths.length,
    violations,
  };
};
