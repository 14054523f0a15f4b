import type { Window } from './history.ts';
import type { Presence, Stall } from './lives.ts';
import type { Strike } from './nemesis.ts';

interface Time {
  from: number;
  to: number;
}

const meets = (one: Time, other: Time) => one.from <= other.to && one.to >= other.from;

/** A time, and then as long as what was in flight in it went on. */
const withInFlight = (time: Time, presences: readonly Presence[]): Time => ({
  from: time.from,
  to: presences.reduce((to, presence) => (meets(presence, time) ? Math.max(to, presence.to) : to), time.to),
});

/**
 * The times in which two nodes may fetch one feed. A node that stood still needs until its imports have ended to find out. Whoever
 * held a lock when its bucket was deleted may go on for the rest of its lease, and take the lock of another with it.
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
    if (excuse === null) return [];
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

/** Whether an import was in flight when it was done, and where it was done. */
export const hasHit = (strike: Strike, presences: readonly Presence[]): boolean =>
  strike.run !== null ||
  presences.some((presence) => (strike.node === null || presence.node === strike.node) && meets(presence, strike));
