import { join } from 'node:path';

/** What a run is to be, as `chaos.mjs` was told. */
export interface Orders {
  folder: string;
  seed: number;
  minutes?: number;
  feeds: number;
  /** Versions that move in a second, of all feeds. */
  perSecond: number;
  /** How the kinds of faults begin that are to be done; none: all. */
  only: string[];
  /** Of the model, from the seed on. */
  schedules: number;
}

export const orders = (): Orders => {
  const { CHAOS_SEED, CHAOS_MINUTES, CHAOS_ONLY, CHAOS_FOLDER, CHAOS_FEEDS, CHAOS_RATE, CHAOS_SCHEDULES } = process.env;
  const seed = Number(CHAOS_SEED ?? Date.now() % 100_000);
  return {
    seed,
    folder: CHAOS_FOLDER ?? join('.chaos', `${new Date().toISOString().replaceAll(/[:.]/g, '-')}-${seed}`),
    ...(CHAOS_MINUTES && { minutes: Number(CHAOS_MINUTES) }),
    feeds: Number(CHAOS_FEEDS ?? 2_000),
    perSecond: Number(CHAOS_RATE ?? 30),
    only: (CHAOS_ONLY ?? '').split(',').filter(Boolean),
    schedules: Number(CHAOS_SCHEDULES ?? 2_000),
  };
};
