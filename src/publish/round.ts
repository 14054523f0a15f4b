import type { EventRow } from './event.ts';
import type { Published } from './publisher.ts';

/** Where events wait to be published. */
export interface Outbox {
  pendingPartitions(): Promise<number[]>;
  /** Hands out what waits in the partitions that nobody else works on, and deletes what is said to have arrived. */
  work(
    partitions: readonly number[],
    publish: (rows: EventRow[], lost: AbortSignal) => Promise<number[]>,
  ): Promise<{ more: boolean }>;
}

/** Partitions worked in one transaction; the others are left to the relays of other nodes. */
const partitionsAtOnce = 4;

const inGroups = (partitions: readonly number[]) =>
  Array.from({ length: Math.ceil(partitions.length / partitionsAtOnce) }, (_, group) =>
    partitions.slice(group * partitionsAtOnce, (group + 1) * partitionsAtOnce),
  );

/**
 * One look at the outbox: publishes what waits there now. `true`: there may be more. Throws what kept an event from being
 * published, once those that arrived are deleted.
 */
export const createRound =
  (outbox: Outbox, publish: (rows: EventRow[], lost: AbortSignal) => Promise<Published>) =>
  async (signal: AbortSignal): Promise<boolean> => {
    let more = false;
    for (const partitions of inGroups(await outbox.pendingPartitions())) {
      if (signal.aborted) return false;
      let trouble: unknown = null;
      const worked = await outbox.work(partitions, async (rows, lost) => {
        const published = await publish(rows, lost);
        trouble = published.trouble;
        return published.acknowledged;
      });
      if (trouble !== null) throw trouble;
      more ||= worked.more;
    }
    return more;
  };
