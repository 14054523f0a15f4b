import type { Fetched, Finding } from '../../../machines/model.ts';
import { lockKeyOf } from '../../../src/actor/feed.ts';
import type { Evidence } from '../history.ts';
import { createCrowd } from './crowd.ts';
import { planFaults } from './faults.ts';
import { feedOf } from './feed.ts';
import type { Household, Work } from './node.ts';
import { parsedFrom } from './origin.ts';
import { createWorld, type Sabotage, ttl } from './world.ts';

/** ms with faults, and ms in which what has begun comes to its end. */
const span = ttl;
const drain = 3 * ttl;

const feed = feedOf(1);

const findingOf = (fetched: Fetched): Finding => {
  if (fetched.status !== 'modified') return fetched;
  const { bytes, ...document } = fetched.document;
  const { feed: info, entries } = parsedFrom(fetched.document);
  return { status: 'imported', document, feed: info, entries };
};

/**
 * An import without its machine. It minds its lease no longer than its fetch takes: what keeps the row right is the fence, also
 * from a node that commits whatever it has heard.
 */
const importFeed = async ({ world, life, steps }: Household) => {
  const over = new AbortController();
  const grant = await steps.lock(lockKeyOf(feed), feed.url, over.signal);
  if (grant.lease === null) return;
  const { lease } = grant;
  const letGo = steps.keep(lease, () => over.abort());
  try {
    if (life.clock.monotonic() >= lease.deadline) return;
    const seen = world.database.rows.get(feed.id)?.fence ?? 0;
    const claim = await steps.claim({ feed, seen, nonce: lease.nonce });
    if (claim.status !== 'claimed') return;
    over.signal.throwIfAborted();
    const fetched = await steps.fetch(claim.source, over.signal, feed);
    const finding = findingOf(fetched);
    await steps.commit({ feed, fence: claim.fence, finding, tookMs: 0, ...steps.plan(claim, finding) });
  } finally {
    letGo();
    await lease.release();
  }
};

const attempts = 2;

/** A few imports, and then no more. */
const work: Work = (household) => {
  const { world, life } = household;
  const attempt = (left: number) => {
    if (left === 0) return;
    const ms = world.random.between(0, ttl / 2);
    life.clock.after(ms, async () => {
      await importFeed(household).catch(() => {});
      attempt(left - 1);
    });
  };
  attempt(attempts);
};

/** Publishes what is left, when all is over. */
const publish: Work = ({ life, slot }) => {
  life.clock.after(0, () => {
    slot.publish(new AbortController().signal).catch(() => {});
  });
};

/**
 * The shortest story in which nodes can be in each other's way: a few imports of one feed, by two or three nodes. It says nothing
 * of what happens in the end. Always the same from the same seed.
 */
export const playBout = async (seed: number, sabotage?: Sabotage): Promise<Evidence> => {
  const world = createWorld(seed, sabotage);
  const { random, time, origin, database } = world;
  const nodes = random.chance(0.7) ? 2 : 3;
  database.add(feed);
  origin.renew(feed.id);
  const crowd = createCrowd(world, nodes, work);
  const heal = planFaults(world, crowd, { nodes, span });
  await time.pass(span);
  heal();
  world.calm();
  await time.pass(drain);
  crowd.end();
  const publisher = createCrowd(world, 1, publish);
  await time.pass(drain);
  publisher.end();
  const [trouble] = world.trouble;
  if (trouble) throw trouble;
  return world.evidence({ at: Number.NEGATIVE_INFINITY, bound: 0 });
};
