import { expect, test } from 'vitest';
import { judge } from '../judge.ts';
import type { Crowd } from './crowd.ts';
import type { Scene } from './faults.ts';
import { fair } from './link.ts';
import { simulate } from './simulate.ts';
import { ttl, type World } from './world.ts';

/** Longer than what an answer takes on its way. */
const moment = 6;

/** ms, for a machine that has much else to do. */
const patience = 120_000;

test('of 1,000 nodes that die between COMMIT and publish none takes an event along, and none leaves one too many', {
  timeout: patience,
}, async () => {
  let deaths = 0;
  let rolledBack = 0;
  let published = 0;

  /** Feeds that are never as they were, and nodes that die of every commit: as it runs, or before it can be announced. */
  const killAll = (world: World, crowd: Crowd, { nodes }: Scene) => {
    world.turnWeather({ ...fair, fate: (random) => (random.chance(0.1) ? 'request lost' : 'answered') });
    world.windows.push({ fault: 'locks taken away', node: null, from: 0, to: Number.POSITIVE_INFINITY });
    return world.onAct(({ node: name, feed, step, phase }) => {
      const isCommit = step === 'commit' && phase !== 'fail';
      if (step === 'fetch' && phase === 'invoke') world.origin.renew(feed);
      if (!isCommit || world.random.chance(phase === 'invoke' ? 0.7 : 0.1)) return;
      const node = Array.from({ length: nodes }, (_, place) => place).find((place) => crowd.life(place).name === name);
      world.time.after(phase === 'invoke' ? world.random.between(0, moment) : 0, () => {
        if (node === undefined || crowd.life(node).name !== name || !crowd.life(node).isAlive) return;
        crowd.kill(node, 50);
        // Nobody waits for the lock of the dead.
        world.bucket.remake();
        deaths++;
      });
    });
  };

  for (let seed = 1; deaths < 1_000; seed++) {
    const evidence = await simulate(seed, { plan: killAll, span: 5 * ttl });
    expect({ seed, violations: judge(evidence) }).toEqual({ seed, violations: [] });
    const committed = new Set(evidence.records.commits.map(({ feed, fence }) => `${feed} ${fence}`));
    const asked = evidence.acts.filter(({ step, phase }) => step === 'commit' && phase === 'invoke');
    rolledBack += asked.filter(({ feed, fence }) => !committed.has(`${feed} ${fence}`)).length;
    published += new Set(evidence.announced.map(({ id }) => id)).size;
  }
  expect(rolledBack).toBeGreaterThan(100);
  expect(published).toBeGreaterThan(500);
});
