/** @import { InspectionEvent } from 'xstate' */
/** @import { Act, Phase, Step } from './history.ts' */
/** @import { FeedContext } from '../../machines/feed.ts' */

/** @typedef {{ value: unknown, context: FeedContext }} Snapshot */
/** @typedef {{ name: string, feed: string, place: string, fence: number | null }} Run */
/** @typedef {Pick<Act, 'feed' | 'run' | 'step' | 'phase' | 'fence'>} Told */

/** What is done in a state of the machine. @type {Record<string, Step>} */
const steps = {
  'idle.acquiring': 'acquire',
  locked: 'claim',
  'importing.fetching': 'fetch',
  'importing.saving': 'commit',
  released: 'release',
};

/** @param {unknown} value @returns {string} */
const placeOf = (value) =>
  typeof value === 'string'
    ? value
    : (Object.entries(Object(value)).map(([outer, inner]) => `${outer}.${inner}`)[0] ?? '');

/** Errors that say for certain that nothing was written. */
const unwritten = new Set(['commit-failed', 'feed-row-busy']);

/** @param {FeedContext} context @returns {Phase} */
const commitPhase = ({ outcome, finding }) => {
  if (outcome?.status === 'lost') return 'fail';
  if (outcome?.status !== 'failed') return 'ok';
  // A failure that was recorded is a commit like any other.
  if (finding?.status === 'failed' && outcome.error === finding.error) return 'ok';
  return unwritten.has(outcome.error.code) ? 'fail' : 'info';
};

/**
 * How a step ended, by where the machine went from there.
 *
 * @type {Record<Step, (place: string, context: FeedContext, event: string) => Phase>}
 */
const phases = {
  acquire: (place, { outcome }) => (place === 'locked' ? 'ok' : outcome?.status === 'skipped' ? 'fail' : 'info'),
  claim: (place, { outcome }) => {
    if (place.startsWith('importing')) return 'ok';
    return outcome !== null && ['fresh', 'deferred', 'merged'].includes(outcome.status) ? 'fail' : 'info';
  },
  fetch: (place, { finding }) => (place === 'released' ? 'info' : finding?.status === 'failed' ? 'fail' : 'ok'),
  commit: (_, context) => commitPhase(context),
  release: (_place, _context, event) => (event.startsWith('xstate.done.') ? 'ok' : 'info'),
};

/**
 * Tells the steps of all imports of a process from what its actors do. A transition is shown before what it invokes is started:
 * one step is over, the next has not begun.
 *
 * @param {{ life: string, isDirect: (url: string) => boolean, tell: (act: Told) => void, arrive: (place: string, run: Run, context: FeedContext) => void }} deps
 * `arrive`: called between two steps.
 */
export const createRecorder = ({ life, isDirect, tell, arrive }) => {
  /** @type {WeakMap<object, Run>} */
  const runs = new WeakMap();
  let count = 0;
  /** @param {string} url */
  const nameOf = (url) => `${life} ${++count}${isDirect(url) ? ' direct' : ''}`;

  /** A claim that finds a feed which kills its nodes records that, too. @param {Run} run @param {FeedContext} context */
  const tellCrashed = ({ name, feed }, { outcome }) => {
    if (outcome?.status !== 'failed' || outcome.error.code !== 'crashed') return false;
    const { fence } = outcome;
    tell({ feed, run: name, step: 'claim', phase: 'ok', fence });
    tell({ feed, run: name, step: 'commit', phase: 'invoke', fence });
    tell({ feed, run: name, step: 'commit', phase: 'info', fence });
    return true;
  };

  /** @param {InspectionEvent} inspected */
  return ({ type, ...inspected }) => {
    if (type !== '@xstate.microstep' || !('snapshot' in inspected)) return;
    const { actorRef, event } = inspected;
    const { value, context } = /** @type {Snapshot} */ (/** @type {unknown} */ (inspected.snapshot));
    const place = placeOf(value);
    const { id: feed, url } = context.feed;
    const run = runs.get(actorRef) ?? { name: nameOf(url), feed, place: '', fence: null };
    runs.set(actorRef, run);
    if (run.place === place) return;
    run.fence = context.claim?.fence ?? run.fence;
    const { name, fence } = run;
    const [before, after] = [steps[run.place], steps[place]];
    run.place = place;
    if (before && !(before === 'claim' && tellCrashed(run, context)))
      tell({ feed, run: name, step: before, phase: phases[before](place, context, event.type), fence });
    if (after) tell({ feed, run: name, step: after, phase: 'invoke', fence });
    arrive(place, run, context);
  };
};
