import type { Admission, Enter } from '../../machines/model.ts';
import { FeedlockError } from '../errors.ts';
import type { Answer } from './host.ts';
import type { Turn } from './turn.ts';

/** A feed's place among those that may ask its host at the same time. */
export interface Permit {
  /** The place was free at once. Never so when all nodes share the places: that takes a question. */
  readonly granted: boolean;
  /** Waits for the place. Rejects with the signal's reason when given up. */
  wait(signal: AbortSignal): Promise<Admission>;
  /**
   * Before each request of the fetch: the first one at the permit's host uses the place that is held; each later one takes
   * a place of its own, urgently, after the one before was left.
   */
  enter: Enter;
  /** Gives back, or up, whatever is held. Harmless a second time. */
  release(): void;
}

interface PermitDeps {
  /** `null`: there is no answer before `wait`. */
  turn: Turn<Answer> | null;
  /** Waits for a place at the permit's host. */
  occupy(signal: AbortSignal): Promise<Answer>;
  /** Waits for a place at the host of a redirect, and asks what other nodes know of it. */
  visit: (url: string, signal: AbortSignal) => Promise<Answer>;
  /** Whether a URL is at the permit's host. */
  isOurs(url: string): boolean;
  limitedUntil(): Date | null;
}

const givenBack = () => new FeedlockError('cancelled', 'wait for a place at a host: its permit was given back');

export const createPermit = ({ turn, occupy, visit, isOurs, limitedUntil }: PermitDeps): Permit => {
  /** The newest answer: at most one place is held at a time, so that no two fetches wait for each other's. */
  let answer = turn?.answer ?? null;
  let used = false;
  let released = false;
  let end = (): void => {};

  /** For what has to wait: most permits are granted at once, and never need a signal of their own. */
  const orRelease = (signal: AbortSignal): AbortSignal => {
    const over = new AbortController();
    end = () => over.abort(givenBack());
    if (released) end();
    return AbortSignal.any([signal, over.signal]);
  };

  const leave = () => {
    if (answer?.status === 'granted') answer.leave(null);
    answer = null;
  };

  const hold = (given: Answer): Answer => {
    answer = given;
    if (!released) return given;
    leave();
    throw givenBack();
  };

  return {
    granted: answer?.status === 'granted',
    wait: async (signal) => {
      const given = hold(await (turn ? turn.wait(signal) : occupy(orRelease(signal))));
      return given.status === 'granted' ? { status: 'granted' } : given;
    },
    enter: async (url, signal) => {
      const ours = isOurs(url);
      if (ours && !used && answer?.status === 'granted') {
        used = true;
        const until = limitedUntil();
        if (until === null) return answer;
        leave();
        return { status: 'deferred', until };
      }
      used = true;
      leave();
      return hold(await visit(url, orRelease(signal)));
    },
    release: () => {
      released = true;
      if (turn?.answer === null) turn.giveUp(givenBack());
      end();
      leave();
    },
  };
};
