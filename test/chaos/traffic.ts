import { setTimeout as delay } from 'node:timers/promises';
import { type ServedFeed, versionOf } from './origin.ts';
import type { Random } from './random.ts';
import type { Stage } from './stage.ts';

const tick = 100;

/** How long a caller waits before it repeats a request that nobody took, in ms. */
const patience = 500;

/** Of the versions that move, for so many nodes are told to import the feed themselves. */
const directShare = 0.2;

/**
 * Makes versions move, and asks for the imports of what moved. A request that was taken is never repeated: from then on it is for
 * the nodes to see to it, unless the import failed, of which whoever asked hears.
 */
export const startTraffic = (
  { origin, caller, posts }: Stage,
  { perSecond, random }: { perSecond: number; random: Random },
) => {
  const asked = new Set<ServedFeed>();
  const resting = new AbortController();
  const over = new AbortController();

  const ask = async (feeds: ServedFeed[]) => {
    for (const feed of feeds) asked.delete(feed);
    const answers = await caller.request(feeds.map(({ url }) => url)).catch(() => null);
    const refused = feeds.filter((_, at) => (answers?.[at]?.status ?? 'failed') === 'failed');
    for (const feed of refused) asked.add(feed);
    return refused.length > 0 ? patience : tick;
  };
  const askOn = async () => {
    while (!over.signal.aborted) {
      await delay(asked.size > 0 ? await ask([...asked].slice(0, 100)) : tick);
    }
  };
  const move = (feed: ServedFeed) => {
    origin.move(feed);
    asked.add(feed);
  };
  const moveOn = async () => {
    let owed = 0;
    while (!resting.signal.aborted) {
      for (owed += (perSecond * tick) / 1_000; owed >= 1; owed--) {
        const feed = random.pick(origin.feeds);
        move(feed);
        // Two at once, and beside the queue: that is what locks are for.
        if (random.next() < directShare) for (const { node } of random.two(posts)) node.order('import', feed.url);
      }
      await delay(tick);
    }
  };
  const moving = moveOn();
  const asking = askOn();
  return {
    /** Makes one feed serve its next version, and asks for its import. */
    move,
    /** Asks for all of these again. */
    ask: (feeds: readonly ServedFeed[]): void => {
      for (const feed of feeds) asked.add(feed);
    },
    /** No version moves any more. Resolves when all that was asked for is taken. */
    rest: async (): Promise<void> => {
      resting.abort();
      await moving;
      while (asked.size > 0) await delay(tick);
    },
    /** Nothing is asked for any more. */
    stop: async (): Promise<void> => {
      over.abort();
      await asking;
    },
  };
};

export type Traffic = ReturnType<typeof startTraffic>;

/** By name, the version that the database has. */
export const importedVersions = async ({ sql }: Pick<Stage, 'sql'>): Promise<Map<string, number>> => {
  const rows = await sql<{ title: string | null; url: string }[]>`select title, url from feedlock.feeds`;
  return new Map(
    rows.flatMap(({ title, url }) => (title === null ? [] : [[url.slice(url.lastIndexOf('/') + 1), versionOf(title)]])),
  );
};
