import type { Clock } from '../../../src/clock.ts';
import type { Time } from './time.ts';

/** One process: what it hears, when it hears it, and what it takes the time for. */
export interface Life {
  name: string;
  clock: Clock;
  readonly isAlive: boolean;
  /** Once it runs: at once, later, or never. */
  deliver(task: () => void): void;
  /** Freezes the process for a while; its monotonic clock goes on. */
  pause(ms: number): void;
  /** The same of its whole machine: the monotonic clock stands still. */
  suspend(ms: number): void;
  kill(): void;
  onDeath(task: () => void): () => void;
  stepWall(ms: number): void;
}

const epoch = Date.UTC(2026, 0, 1);

export const createLife = (time: Time, name: string): Life => {
  const waiting: (() => void)[] = [];
  const deaths = new Set<() => void>();
  let frozen = 0;
  let isAlive = true;
  let asleep = 0;
  let ahead = 0;

  const deliver = (task: () => void) => {
    if (!isAlive) return;
    if (frozen > 0) waiting.push(task);
    else task();
  };

  const freeze = (ms: number, thawed: () => void) => {
    frozen++;
    time.after(ms, () => {
      frozen--;
      thawed();
      if (frozen > 0) return;
      for (const task of waiting.splice(0)) time.after(0, () => deliver(task));
    });
  };

  const monotonic = () => time.now() - asleep;

  const after = (ms: number, task: () => void) => {
    const due = monotonic() + ms;
    let cancel = () => {};
    const wait = () => {
      // Far more than a rounding error, so that time goes on.
      cancel = time.after(Math.max(due - monotonic(), 1e-6), () =>
        deliver(() => {
          if (isCancelled) return;
          if (monotonic() < due) wait();
          else task();
        }),
      );
    };
    let isCancelled = false;
    wait();
    return () => {
      isCancelled = true;
      cancel();
    };
  };

  return {
    name,
    clock: { monotonic, wall: () => epoch + time.now() + ahead, after },
    get isAlive() {
      return isAlive;
    },
    deliver,
    pause: (ms) => freeze(ms, () => {}),
    suspend: (ms) =>
      freeze(ms, () => {
        asleep += ms;
      }),
    kill: () => {
      isAlive = false;
      for (const task of deaths) task();
    },
    onDeath: (task) => {
      deaths.add(task);
      return () => deaths.delete(task);
    },
    stepWall: (ms) => {
      ahead += ms;
    },
  };
};
