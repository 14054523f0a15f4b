import type { Lease } from '../../machines/model.ts';
import { type Clock, realClock } from '../clock.ts';

export interface KeeperOptions {
  /** Between two renewals, in ms: a third of the lease leaves room for one that fails. */
  every: number;
  /** Called once, at the deadline at the latest. */
  onLost(): void;
  clock?: Clock;
}

/** Keeps a lease alive, with one timer at a time, until the function returned is called or the lease is lost. */
export const keepLease = (lease: Lease, { every, onLost, clock = realClock }: KeeperOptions): (() => void) => {
  let over = false;
  let cancel = () => {};

  const stop = () => {
    over = true;
    cancel();
  };

  const lose = () => {
    if (over) return;
    stop();
    onLost();
  };

  const renewIn = (ms: number) => {
    cancel = clock.after(Math.min(ms, lease.deadline - clock.monotonic()), renew);
  };

  const renew = async () => {
    const { deadline } = lease;
    // A request may hang; the deadline does not.
    cancel = clock.after(deadline - clock.monotonic(), lose);
    const held = await lease.renew();
    if (over) return;
    cancel();
    if (!held) return lose();
    // Nothing gained: the server did not answer, so there is no time to lose.
    renewIn(lease.deadline > deadline ? every : every / 5);
  };

  renewIn(every);
  return stop;
};
