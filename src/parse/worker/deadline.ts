/** How often a deadline looks whether time has passed: a process that was frozen loses one look, not the whole time. */
const looks = 10;

export interface Deadline {
  signal: AbortSignal;
  /** Whether the time has passed. */
  isOver(): boolean;
  end(): void;
}

/** Aborts after so many ms in which this process ran, or when `signal` aborts. */
export const createDeadline = (ms: number, signal: AbortSignal | undefined): Deadline => {
  const controller = new AbortController();
  let seen = 0;
  let isOver = false;
  const timer = setInterval(() => {
    seen += 1;
    if (seen < looks) return;
    isOver = true;
    controller.abort();
  }, ms / looks);
  const cancel = () => controller.abort();
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  return {
    signal: controller.signal,
    isOver: () => isOver,
    end: () => {
      clearInterval(timer);
      signal?.removeEventListener('abort', cancel);
    },
  };
};
