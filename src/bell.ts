/** Cuts waits short. A ring is heard also by those who come later, until it is silenced. */
export const createBell = () => {
  let rung = false;
  const waiting = new Set<() => void>();
  return {
    ring(): void {
      rung = true;
      for (const wake of waiting) wake();
    },
    silence(): void {
      rung = false;
    },
    /** Until the bell rings, `ms` at the most. */
    wait: (ms: number): Promise<void> =>
      new Promise((resolve) => {
        if (rung) return resolve();
        const wake = () => {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, ms);
        waiting.add(wake);
      }),
  };
};
