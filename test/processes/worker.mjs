// A process that imports feeds. Its arguments are its options as JSON and, perhaps, `unwatched`; each line of its standard input is a command, each line
// of its standard output says what happened. It ends with its input.
import { getEventListeners } from 'node:events';
import { readdirSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createFeedlock } from 'feedlock';

/** @import { Inspect } from 'feedlock' */
/** @import { Snapshot } from 'xstate' */
/** @import { Acts, Boundary, Counts, Halt, News } from './worker.ts' */
/** @typedef {Snapshot<unknown> & { context: { feed: { url: string }, outcome: unknown }, matches(state: unknown): boolean }} FeedSnapshot */

/**
 * At once, because the next thing that this process does may be to die.
 *
 * @template {keyof News} Kind
 * @param {Kind} kind
 * @param {News[Kind]} news
 */
const say = (kind, news) => writeSync(1, `${JSON.stringify([kind, news])}\n`);

/** @type {Record<Boundary, (snapshot: FeedSnapshot) => boolean>} */
const boundaries = {
  'before the claim': (snapshot) => snapshot.matches('locked'),
  'before the fetch': (snapshot) => snapshot.matches({ importing: 'fetching' }),
  'before the commit': (snapshot) => snapshot.matches({ importing: 'saving' }),
  'before the release': (snapshot) => snapshot.matches('released'),
  'after the release': (snapshot) => snapshot.matches('idle') && snapshot.context.outcome !== null,
};

// Threads write through these: opened now, they are nothing new later.
for (const stream of [process.stdout, process.stderr]) stream.setDefaultEncoding('utf8');

/** By URL. @type {Map<string, Halt>} */
const halts = new Map();

/** @type {WeakRef<object>[]} */
let actors = [];

/**
 * A transition is shown before the actors that it invokes are started: one step is over, the next has not begun.
 *
 * @type {Inspect}
 */
const inspect = (event) => {
  if (event.type === '@xstate.actor') actors.push(new WeakRef(event.actorRef));
  if (event.type !== '@xstate.microstep') return;
  const snapshot = /** @type {FeedSnapshot} */ (event.snapshot);
  const { url } = snapshot.context.feed;
  const halt = halts.get(url);
  if (!halt || !boundaries[halt.at](snapshot)) return;
  halts.delete(url);
  say('halted', url);
  process.kill(process.pid, halt.signal);
};

/** @param {string} message */
const debug = (message) => say('log', message);
/** @param {string} message */
const trouble = (message) => say('trouble', message);
const log = { debug, info() {}, warn: trouble, error: trouble };

// Shared by all imports: each must take back what it hangs on it.
const { signal } = new AbortController();

/** @type {string[]} */
const warnings = [];
process.on('warning', ({ message }) => warnings.push(message));

/** @returns {Promise<Counts>} */
const count = async () => {
  for (let rounds = 0; rounds < 3; rounds++) {
    globalThis.gc?.();
    await nextTurn();
  }
  actors = actors.filter((actor) => actor.deref());
  const listeners = process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
  return {
    actors: actors.length,
    listeners: listeners + getEventListeners(signal, 'abort').length,
    warnings,
    files: readdirSync('/dev/fd').length,
    resources: process.getActiveResourcesInfo().toSorted(),
    memory: process.memoryUsage().rss,
  };
};

const [, , options = '{}', how] = process.argv;
const watched = how === 'unwatched' ? { log: { ...log, debug() {} } } : { log, inspect };

const began = performance.now();
const feedlock = await createFeedlock({ ...JSON.parse(options), ...watched }).catch((error) => {
  say('failed', { code: error.code, message: error.message, ms: performance.now() - began });
});

if (feedlock) {
  /** @satisfies {{ [Act in keyof Acts]: (how: Acts[Act]['how']) => Promise<Acts[Act]['result']> }} */
  const acts = {
    /** @param {Acts['import']['how']} how */
    import: ({ urls, halt, ...run }) => {
      if (halt) for (const url of urls) halts.set(url, halt);
      return feedlock.importAll(urls, { ...run, signal });
    },
    /** @param {Acts['run']['how']} how */
    run: async ({ poison }) => {
      if (poison) halts.set(poison, { at: 'before the fetch', signal: 'SIGKILL' });
      feedlock.on('settled', (settled) => say('settled', settled));
      await feedlock.start();
      return null;
    },
    drain: async () => {
      await feedlock.stop();
      return null;
    },
    count,
    stop: async () => {
      await feedlock.stop({ timeoutMs: 0 });
      return count();
    },
  };

  /** @param {{ id: number, act: keyof Acts, how: Acts['import']['how'] & Acts['run']['how'] }} command */
  const obey = async ({ id, act, how }) => say('answer', { id, result: await acts[act](how) });

  say('ready', process.pid);
  createInterface({ input: process.stdin })
    .on('line', (line) => void obey(JSON.parse(line)))
    .on('close', () => process.exit());
}
