/** Time and waiting, as a parameter: a scheduler can drive what is written against it. */
export interface Clock {
  /** In ms; never set, but stands still while the machine is suspended. */
  monotonic(): number;
  /** In ms since 1970; goes on while the machine is suspended, but may be set. */
  wall(): number;
  /** Runs `task` once, after `ms` and never before; the function returned calls it off. */
  after(ms: number, task: () => void): () => void;
}

export const realClock: Clock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
  after: (ms, task) => {
    // Node's timers count from the begin of the current turn and in whole milliseconds: they may be one early.
    const timer = setTimeout(task, Math.ceil(ms) + 1);
    return () => clearTimeout(timer);
  },
};
