// A node of its own, with a history. Its argument is a `Launch` as JSON; each line of its standard input is an order, each
// line of its standard output says what happened. It ends with its input.
import { openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createRecorder } from './acts.mjs';

/** @import { Boundary, Halt, Launch, News, Orders } from './node.ts' */
/** @import { FeedContext } from '../../machines/feed.ts' */

/** @type {Launch} */
const { life, history, options, skew: initialSkew, stall, sabotage } = JSON.parse(process.argv[2] ?? '');

const now = () => Number(process.hrtime.bigint()) / 1e6;

// The calendar of this process is set before anything reads it.
let skew = initialSkew;
const calendar = Date;
globalThis.Date = new Proxy(calendar, {
  construct: (target, values, made) => Reflect.construct(target, values.length ? values : [target.now() + skew], made),
  get: (target, name) => (name === 'now' ? () => target.now() + skew : Reflect.get(target, name)),
});

/** @template {keyof News} Kind @param {Kind} kind @param {News[Kind]} news */
const say = (kind, news) => writeSync(1, `${JSON.stringify([kind, news])}\n`);

const file = openSync(history, 'a');
/** At once, because the next thing that this process does may be to die. @param {object} line */
const write = (line) => writeSync(file, `${JSON.stringify(line)}\n`);

/** @type {Record<Boundary, (place: string, context: FeedContext) => boolean>} */
const boundaries = {
  'before acquire': (place) => place === 'idle.acquiring',
  'before claim': (place) => place === 'locked',
  'before fetch': (place) => place === 'importing.fetching',
  'before commit': (place) => place === 'importing.saving',
  'before release': (place, { outcome }) => place === 'released' && outcome?.status === 'imported',
  'after release': (place, { outcome }) => place.startsWith('idle') && outcome?.status === 'imported',
};

/** @param {number} ms */
const block = (ms) => {
  const until = now() + ms;
  while (now() < until);
};

/** @type {Halt | null} */
let halt = null;
/** URLs of feeds that are imported beside what the queue brings. @type {Set<string>} */
const direct = new Set();
const inspect = createRecorder({
  life,
  isDirect: (url) => direct.has(url),
  tell: (act) => write({ node: life, ...act, at: now(), wall: Date.now() }),
  arrive: (place, { feed, name }, context) => {
    if (halt === null || !boundaries[halt.at](place, context)) return;
    if (halt.url && halt.url !== context.feed.url) return;
    const { at, how } = halt;
    halt = null;
    say('halted', { at, feed, run: name, when: now() });
    if (typeof how === 'number') block(how);
    else process.kill(process.pid, how);
  },
});

// A loop that stands still for longer than the lease's margin may come too late to end what it does under the lease.
let last = now();
setInterval(() => {
  const at = now();
  if (at - last > stall) write({ node: life, stall: { from: last, to: at } });
  last = at;
}, 20);

/** @param {string} message */
const trouble = (message) => say('trouble', message);
const log = { debug() {}, info() {}, warn: trouble, error: trouble };

const { createFeedlock } = await import('feedlock');
const open = async () => {
  try {
    const services = sabotage === null ? {} : await (await import('./sabotage.mjs')).connectBadly(options, sabotage);
    const feedlock = await createFeedlock({ ...options, ...services, node: life, inspect, log });
    feedlock.on('settled', (settled) => {
      if (settled.status === 'failed' && settled.error.code === 'internal') say('internal', `${settled.error.message}`);
    });
    await feedlock.start();
    say('ready', process.pid);
    return feedlock;
  } catch (error) {
    say('failed', `${error}`);
    return process.exit(3);
  }
};
const feedlock = await open();

/** @type {{ [Order in keyof Orders]: (how: Orders[Order]) => void }} */
const orders = {
  halt: (how) => {
    halt = how;
  },
  skew: (ms) => {
    skew = ms;
  },
  import: (url) => {
    direct.add(url);
    // One that has been told to stop takes nothing more.
    const importing = feedlock.import(url).catch(() => undefined);
    void importing.finally(() => direct.delete(url));
  },
};
process.once('SIGTERM', () => feedlock.stop().finally(() => process.exit()));
createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [order, how] = JSON.parse(line);
    orders[/** @type {keyof Orders} */ (order)](/** @type {never} */ (how));
  })
  .on('close', () => process.exit());
