import { expect, test } from 'vitest';
import { type EventFromLogic, initialTransition, type SnapshotFrom, transition } from 'xstate';
import { getShortestPaths, getSimplePaths, getStateNodes, serializeSnapshot } from 'xstate/graph';
import { type Step, waits } from './feed.rows.ts';
import { answers, feed, fence } from './feed.samples.ts';
import { createStage, events, thrown } from './feed.stage.ts';
import { nameOf } from './states.ts';

// Nothing is started here: transitions are computed, the actions that they would take are read.
const { logic: machine } = createStage();

type Snapshot = SnapshotFrom<typeof machine>;
type Event = EventFromLogic<typeof machine>;

/** Everything that can come to a feed: requests, every answer of every step, every deadline. */
const alphabet = [
  ...Object.values(events),
  ...getStateNodes(machine.root).flatMap(({ after, invoke }) => [
    ...after.map(({ eventType }) => ({ type: eventType })),
    ...invoke.flatMap(({ id, src }) => [
      ...Object.values(answers[src as Step]).map((output) => ({ type: `xstate.done.actor.${id}`, output })),
      { type: `xstate.error.actor.${id}`, error: thrown },
    ]),
  ]),
] as Event[];

const [start] = initialTransition(machine, { feed });
const isSettled = (snapshot: Snapshot) => snapshot.matches({ idle: 'resting' }) && snapshot.context.outcome !== null;

const serialized = new WeakMap<Snapshot, string>();
const serializeState = (snapshot: Snapshot) => {
  const known = serialized.get(snapshot) ?? serializeSnapshot(snapshot);
  serialized.set(snapshot, known);
  return known;
};

const walk = {
  fromState: start,
  filterEvents: (snapshot: Snapshot, event: Event) => snapshot.can(event),
  serializeState,
};

/** What a transition would do, in a word: `start fetchFeed`, `stop keepLock`, `emit settled`. */
const deedOf = ({ type, params }: { type: string; params: unknown }): string => {
  const { src, id, event } = (params ?? {}) as { src?: string; id?: string; event?: Event };
  if (type === 'xstate.spawnChild') return `start ${src}`;
  if (type === 'xstate.stopChild') return `stop ${id}`;
  return type === 'xstate.emit' ? `emit ${event?.type}` : type;
};

/** All ways from a request to its end that pass no state twice. */
const paths = getSimplePaths(machine, { ...walk, events: alphabet, toState: isSettled }).map(({ steps }) => {
  const snapshots = steps.map(({ state }) => state);
  const moves = steps.slice(1).map(({ event }, place) => transition(machine, snapshots[place] ?? start, event));
  const deeds = moves.flatMap(([, actions]) => actions.map(deedOf));
  const { context } = snapshots.at(-1) ?? start;
  return {
    name: steps.map(({ event }) => event.type).join(' → '),
    snapshots,
    deeds,
    context,
    count: (deed: string) => deeds.filter((each) => each === deed).length,
  };
});

test('the paths lead through every state, on everything that the machine listens to', () => {
  const states = paths.flatMap(({ snapshots }) => snapshots.map(({ value }) => nameOf(value)));
  expect(new Set(states)).toEqual(new Set(Object.keys(waits)));
  expect(new Set(machine.events)).toEqual(new Set(alphabet.map(({ type }) => type)));
});

test('nothing is imported without a lease and a claim', () => {
  for (const { name, snapshots } of paths)
    for (const { value, context } of snapshots.filter((snapshot) => snapshot.matches('importing'))) {
      const { lease, claim } = context;
      expect({ lease, claim }, `${name}: ${nameOf(value)}`).toEqual({
        lease: answers.acquireLock.granted.lease,
        claim: answers.claimFeed.claimed,
      });
    }
});

test('a lease that was granted is released once, when its keeper has been stopped', () => {
  for (const { name, snapshots, deeds, count } of paths) {
    const granted = Number(snapshots.some((snapshot) => snapshot.matches('locked')));
    const released = snapshots.filter((snapshot) => snapshot.matches('released')).length;
    expect([released, count('start keepLock'), count('stop keepLock'), count('start releaseLock')], name).toEqual(
      Array.from({ length: 4 }, () => granted),
    );
    expect(deeds.indexOf('stop keepLock'), name).toBeLessThanOrEqual(deeds.indexOf('start releaseLock'));
  }
});

test('every request settles once, holding nothing any more', () => {
  for (const { name, deeds, count, context } of paths) {
    expect(count('emit settled'), name).toBe(1);
    expect(deeds.at(-1), name).toBe('emit settled');
    expect([context.lease, context.document, context.finding], name).toEqual([null, null, null]);
  }
});

test('the fence of an outcome is that of the claim', () => {
  const refusals: unknown[] = [answers.claimFeed.fresh, answers.claimFeed.failed];
  for (const { name, context, snapshots } of paths) {
    const { outcome } = context;
    if (outcome === null || !('fence' in outcome)) continue;
    const minted = snapshots.some((snapshot) => snapshot.matches('importing')) || refusals.includes(outcome);
    expect(outcome.fence, name).toBe(minted ? fence : null);
  }
});

test('from wherever a feed is, deadlines alone settle its request', () => {
  const deadlines = alphabet.filter(({ type }) => type.startsWith('xstate.after.'));
  const visited = new Map(
    paths.flatMap(({ snapshots }) => snapshots.slice(1).map((each) => [serializeState(each), each])),
  );
  for (const [name, fromState] of visited) {
    const ends = getShortestPaths(machine, { ...walk, fromState, events: deadlines, toState: isSettled });
    expect(ends.length, name).toBe(1);
  }
});

test('a request leaves nothing behind for the next one', () => {
  const first = serializeState(transition(machine, start, events['IMPORT permitted'])[0]);
  for (const { name, snapshots } of paths) {
    const [again] = transition(machine, snapshots.at(-1) ?? start, events['IMPORT permitted']);
    expect(serializeState(again), name).toBe(first);
  }
});
