import type { Step, Window } from '../history.ts';
import type { Random } from '../random.ts';
import type { Crowd } from './crowd.ts';
import type { Weather } from './link.ts';
import { ttl, type World } from './world.ts';

export interface Scene {
  nodes: number;
  /** ms with faults. */
  span: number;
}

type Fault = (world: World, crowd: Crowd, node: number) => void;

/** A process that was frozen needs this long to notice, in ms. */
const noticing = 5;

const openWindow = ({ windows, time }: World, window: Omit<Window, 'from' | 'to'>, ms: number) => {
  windows.push({ ...window, from: time.now(), to: time.now() + ms });
};

const pause: Fault = (world, crowd, node) => {
  const life = crowd.life(node);
  const ms = world.random.between(0.1, 1.5) * ttl;
  openWindow(world, { fault: 'pause', node: life.name }, ms + noticing);
  life.pause(ms);
};

/** Only the calendar tells of it, at which nobody looks before the next renewal; and the deadline is later by as much. */
const suspend: Fault = (world, crowd, node) => {
  const life = crowd.life(node);
  const ms = world.random.between(0.1, 1.5) * ttl;
  openWindow(world, { fault: 'suspension', node: life.name }, ms + ttl);
  life.suspend(ms);
};

const kill: Fault = ({ random }, crowd, node) => crowd.kill(node, random.between(100, 5_000));

/** Between the answer of NATS and the end of the transaction that takes the event off the outbox. */
const killPublisher: Fault = (world, crowd, node) => {
  const forget = world.onPublish((name) => {
    if (name !== crowd.life(node).name) return;
    forget();
    kill(world, crowd, node);
  });
};

/** Long enough for the lock to be another's when the request arrives. */
const stall: Fault = ({ stall, random }, crowd, node) => stall(crowd.life(node).name, random.between(0.5, 1.3) * ttl);

const stepWall: Fault = ({ random }, crowd, node) => crowd.life(node).stepWall(random.between(-3, 3) * ttl);

const stepServer: Fault = (world) => {
  openWindow(world, { fault: 'clock of the server', node: null }, ttl);
  world.stepServer(world.random.between(0.2, 1.5) * ttl);
};

const remakeBucket: Fault = (world) => {
  openWindow(world, { fault: 'bucket made again', node: null }, ttl);
  world.bucket.remake();
};

const holdRow: Fault = ({ random, database, postgres, time }) => {
  const [id = ''] = database.rows.keys();
  time.after(random.between(500, 8_000), postgres.hold(id));
};

const faults: [Fault, ...Fault[]] = [
  pause,
  pause,
  kill,
  kill,
  killPublisher,
  stall,
  stall,
  suspend,
  stepWall,
  stepServer,
  remakeBucket,
  holdRow,
];

/** One way. Most requests are quick, some outlast a lease. */
const stormy = (random: Random) => {
  const luck = random.next();
  if (luck < 0.75) return random.between(0.2, 20);
  if (luck < 0.93) return random.between(20, 1_000);
  return luck < 0.98 ? random.between(1_000, 4_000) : random.between(4_000, 15_000);
};

const storm = (trouble: number): Weather => ({
  latency: stormy,
  fate: (random) => {
    if (!random.chance(trouble)) return 'answered';
    return random.pick(['request lost', 'reply lost', 'early']);
  },
});

const steps: [Step, ...Step[]] = ['acquire', 'claim', 'fetch', 'commit', 'release'];

/** Plans what will happen: at a moment, after an act, or as a step begins. Some schedules have bad weather, some have faults, most both. */
export const planFaults = (world: World, crowd: Crowd, { nodes, span }: Scene): (() => void) => {
  const { random, time } = world;
  const ends: (() => void)[] = [];
  if (random.chance(0.7)) world.turnWeather(storm(random.pick([0, 0.05, 0.2])));
  const onStep = (fault: Fault, node: number, step: Step | null, after: number) => {
    let acts = random.below(after);
    const forget = world.onAct((act) => {
      if (act.node !== crowd.life(node).name || (step && (act.step !== step || act.phase !== 'invoke'))) return;
      if (acts-- > 0) return;
      forget();
      fault(world, crowd, node);
    });
    ends.push(forget);
  };
  // What arrives when the lock is another's must not harm it.
  if (random.chance(0.3)) onStep(stall, random.below(nodes), 'release', 2);
  for (let left = random.below(4); left > 0; left--) {
    const fault = random.pick(faults);
    const node = random.below(nodes);
    if (random.chance(0.3)) ends.push(time.after(random.between(0, span), () => fault(world, crowd, node)));
    else if (random.chance(0.6)) onStep(fault, node, random.pick(steps), 3);
    else onStep(fault, node, null, 20);
  }
  return () => {
    for (const end of ends) end();
  };
};
