import type { Lease } from '../../machines/model.ts';
import type { Clock } from '../clock.ts';
import type { KeyValue } from './kv.ts';

/** Both clocks, read just before a request was sent. */
export interface Moment {
  monotonic: number;
  wall: number;
}

export const momentOf = (clock: Clock): Moment => ({ monotonic: clock.monotonic(), wall: clock.wall() });

interface Grounds {
  key: string;
  nonce: string;
  /** Exactly as written: it holds the nonce, so whoever reads it back reads our own lock. */
  value: string;
  revision: number;
  sent: Moment;
}

const lost = Number.NEGATIVE_INFINITY;

export const createLease = (
  { kv, clock }: { kv: KeyValue; clock: Clock },
  { key, nonce, value, ...granted }: Grounds,
  { ttl, margin }: { ttl: number; margin: number },
): Lease => {
  let { revision, sent } = granted;
  const deadlineOf = (moment: Moment) => moment.monotonic + ttl - margin;
  let deadline = deadlineOf(sent);

  const held = () => {
    const monotonic = clock.monotonic();
    const suspended = clock.wall() - sent.wall - (monotonic - sent.monotonic);
    if (monotonic >= deadline || suspended > ttl / 2) deadline = lost;
    return deadline !== lost;
  };

  /** Another revision than ours may still be our own: of a request whose answer never came. */
  const findOurs = async () => {
    const found = await kv.get(key);
    if (found?.value !== value) return false;
    revision = found.revision;
    return true;
  };

  const extend = async (): Promise<boolean> => {
    const moment = momentOf(clock);
    const written = await kv.put(key, value, revision);
    // Past the deadline others may hold it, whatever this answer says.
    if (!held()) return false;
    if (written === null) {
      if (!(await findOurs())) deadline = lost;
      return false;
    }
    revision = written;
    sent = moment;
    deadline = deadlineOf(moment);
    return true;
  };

  const renew = async () => {
    try {
      // The second time at the revision that the leader named.
      if (held() && !(await extend()) && held()) await extend();
    } catch {
      // No answer: it is ours until the deadline, and a conflict at the next attempt will tell what became of this one.
    }
    return held();
  };

  const remove = async () => {
    if (!held()) return;
    if (!(await kv.remove(revision)) && (await findOurs())) await kv.remove(revision);
    deadline = lost;
  };

  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const done = turn.then(act);
    turn = done.catch(() => {});
    return done;
  };

  return {
    key,
    nonce,
    get deadline() {
      return deadline;
    },
    // What is lost needs no turn: a request that hangs may be before it.
    renew: async () => held() && inTurn(renew),
    release: async () => (held() ? inTurn(remove) : undefined),
  };
};
