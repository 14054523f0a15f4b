/** Cuts a wait short. A ring is heard also by those who come later, until it is silenced. */
export const createBell = () => {
  let rung = false;
  let wake = () => {};
  return {
    ring(): void {
      rung = true;
      wake();
    },
    silence(): void {
      rung = false;
    },
    /** Until the bell rings, `ms` at the most. One at a time. */
    wait: (ms: number): Promise<void> =>
      new Promise((resolve) => {
        if (rung) return resolve();
        const timer = setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
  };
};
