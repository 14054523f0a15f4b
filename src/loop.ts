import { createBell } from './bell.ts';
import { reasonOf } from './errors.ts';
import type { Logger } from './log.ts';

export interface LoopOptions {
  /** What it does, for the log: `relay events`. */
  name: string;
  log: Logger;
  /** Least time from the beginning of one turn to that of the next, unless that is to be on the spot, in ms. @default 0 */
  pace?: number;
}

export interface Turn {
  signal: AbortSignal;
  /** Whether the turn before failed. */
  afterFailure: boolean;
}

const firstPause = 250;
const longestPause = 5_000;

/**
 * Takes one turn after the other until it is stopped. A turn says in how many ms the next one is to begin (0: on the spot); one that fails is
 * repeated, later and later, which is said once, as is that it works again.
 */
export const createLoop = (turn: (turn: Turn) => Promise<number>, { name, log, pace = 0 }: LoopOptions) => {
  const bell = createBell();
  const end = createBell();
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<void> | null = null;
  let failures = 0;
  let trouble: string | null = null;

  const rest = (ms: number) => (ms > 0 ? end.wait(ms) : undefined);

  const once = async () => {
    const began = performance.now();
    bell.silence();
    const next = await turn({ signal, afterFailure: failures > 0 });
    if (failures > 0) log.info(`${name}: it works again`);
    failures = 0;
    trouble = null;
    if (signal.aborted || next <= 0) return;
    await bell.wait(next);
    await rest(began + pace - performance.now());
  };

  const backOff = async (error: unknown) => {
    if (signal.aborted) return;
    trouble = `${name}: ${reasonOf(error)}`;
    if (failures === 0) log.warn(`${trouble}; nothing is lost, trying again`);
    const pause = Math.min(longestPause, firstPause * 2 ** failures);
    failures += 1;
    await rest(pause * (0.5 + Math.random() / 2));
  };

  const run = async () => {
    while (!signal.aborted) await once().catch(backOff);
  };

  const stop = async (): Promise<void> => {
    stopping.abort();
    bell.ring();
    end.ring();
    await running;
  };

  return {
    start(): void {
      running ??= run();
    },
    /** There is something to do: no need to wait for the next turn. */
    ring: bell.ring,
    /** Why the last turn failed; `null`: it did not. */
    get trouble() {
      return trouble;
    },
    /** Ends after the turn that is being taken. */
    stop,
    [Symbol.asyncDispose]: stop,
  };
};

export type Loop = ReturnType<typeof createLoop>;
