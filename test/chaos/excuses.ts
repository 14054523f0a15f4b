import type { Window } from './history.ts';
import type { Presence, Stall } from './lives.ts';
import type { Strike } from './nemesis.ts';

interface Time {
  from: number;
  to: number;
}

const meets = (one: Time, other: Time) => one.from <= other.to && one.to >= other.from;

/** What was in flight at a time, from then on for as long as it went on. */
const withInFlight = (time: Time, presences: readonly Presence[]): Time & { runs: string[] } => {
  const inFlight = presences.filter((presence) => meets(presence, time));
  return {
    from: time.from,
    to: inFlight.reduce((to, presence) => Math.max(to, presence.to), time.to),
    runs: inFlight.map(({ run }) => run),
  };
};

/**
 * The times in which two nodes may fetch one feed, and for which imports they are. One whose node stood still may need until its
 * end to find out. Whoever held a lock when its bucket was deleted may go on for the rest of its lease, and take the lock of
 * another with it.
 */
export const windowsOf = (
  strikes: readonly Strike[],
  stalls: readonly Stall[],
  presences: readonly Presence[],
  ttl: number,
): Window[] => {
  const ofNode = (node: string | null) => presences.filter((presence) => presence.node === node);
  const isOf = (stall: Stall, strike: Strike) =>
    strike.excuse === 'pause' && strike.node === stall.node && meets(strike, stall);

  const excused = strikes.flatMap((strike): Window[] => {
    const { kind: fault, node, from, to, excuse } = strike;
    if (excuse === null || excuse === 'deafness') return [];
    if (excuse === 'bucket') return [{ fault, node: null, ...withInFlight({ from, to: to + ttl }, presences) }];
    // The node itself knows best for how long it stood still.
    const felt = stalls.filter((stall) => isOf(stall, strike));
    const times = {
      from: Math.min(from, ...felt.map((stall) => stall.from)),
      to: Math.max(to, ...felt.map((stall) => stall.to)),
    };
    return [{ fault, node, ...withInFlight(times, ofNode(node)) }];
  });
  const unforced = stalls
    .filter((stall) => !strikes.some((strike) => isOf(stall, strike)))
    .map(({ node, ...time }): Window => ({ fault: 'stall', node, ...withInFlight(time, ofNode(node)) }));
  return [...excused, ...unforced];
};

/** How long a connection that was closed may take to be seen as closed, once its link works again, in ms. */
const news = 1_000;

/** When the server of the feeds may have heard too late that a request was given up: the link to it was not what it should be. */
export const deafnessOf = (strikes: readonly Strike[]): Window[] =>
  strikes
    .filter(({ excuse }) => excuse === 'deafness')
    .map(({ kind: fault, from, to }) => ({ fault, node: null, from, to: to + news }));

/** Whether an import was in flight when it was done, and where it was done. */
export const hasHit = (strike: Strike, presences: readonly Presence[]): boolean =>
  strike.run !== null ||
  presences.some((presence) => (strike.node === null || presence.node === strike.node) && meets(presence, strike));
