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
}

export const orders = (): Orders => {
  const { CHAOS_SEED, CHAOS_MINUTES, CHAOS_ONLY, CHAOS_FOLDER, CHAOS_FEEDS, CHAOS_RATE } = process.env;
  const seed = Number(CHAOS_SEED ?? Date.now() % 100_000);
  return {
    seed,
    folder: CHAOS_FOLDER ?? join('.chaos', `${new Date().toISOString().replaceAll(/[:.]/g, '-')}-${seed}`),
    ...(CHAOS_MINUTES && { minutes: Number(CHAOS_MINUTES) }),
    feeds: Number(CHAOS_FEEDS ?? 2_000),
    perSecond: Number(CHAOS_RATE ?? 30),
    only: (CHAOS_ONLY ?? '').split(',').filter(Boolean),
  };
};

/** The seeds of the schedules that this process is to play of the model: its share of all. */
export const seedsToPlay = (): number[] => {
  const { CHAOS_SEED = '1', CHAOS_SCHEDULES = '1', CHAOS_SHARE = '0/1' } = process.env;
  const [share = 0, shares = 1] = CHAOS_SHARE.split('/').map(Number);
  const all = Array.from({ length: Number(CHAOS_SCHEDULES) }, (_, at) => Number(CHAOS_SEED) + at);
  return all.filter((_, at) => at % shares === share);
};
