import { setTimeout as delay } from 'node:timers/promises';
import { now } from './clock.ts';
import type { Violation } from './history.ts';
import type { Stage } from './stage.ts';
import { importedVersions, type Traffic } from './traffic.ts';

const pause = 300;

/** Waits until every version that is served by now has been imported. Says how long it took, in ms, and what came too late. */
export const recover = async (
  stage: Stage,
  traffic: Traffic,
  bound: number,
): Promise<{ took: number; late: Violation[] }> => {
  const { origin, sql } = stage;
  const healed = now();
  const due = new Map(origin.feeds.map((feed) => [feed.name, feed.version]));
  for (;;) {
    const there = await importedVersions(stage);
    const missing = [...due].filter(([name, version]) => (there.get(name) ?? 0) < version);
    const took = now() - healed;
    if (missing.length === 0) return { took, late: [] };
    if (took > bound) {
      const rule = 'every version arrives';
      const what = (version: number) => `version ${version} was not imported within ${bound} ms of a healing`;
      return { took, late: missing.map(([feed, version]) => ({ rule, feed, what: what(version), acts: [] })) };
    }
    // Whoever asked hears of a failure that was recorded, and asks again; all others are for the nodes to repeat.
    const failed = await sql<{ url: string }[]>`
      select url from feedlock.feeds join feedlock.imports on feed_id = feeds.id and imports.fence = done_fence
      where failures > 0 and outcome = 'failed'`;
    const urls = new Set(failed.map(({ url }) => url));
    traffic.ask(origin.feeds.filter(({ url }) => urls.has(url)));
    await delay(pause);
  }
};

/** Waits until nothing is left to be published, but not longer than it may take. */
export const publishAll = async ({ sql }: Stage, bound: number): Promise<void> => {
  const until = now() + bound;
  while (now() < until && (await sql`select from feedlock.outbox limit 1`).length > 0) await delay(pause / 3);
};
