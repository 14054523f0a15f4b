import { setTimeout as delay } from 'node:timers/promises';

/**
 * Moments to send at what nobody waits for: the same one, `ms` from now at most, for all who ask before it. What is sent at one moment is
 * written to the socket at once, and a write costs more than all that a message is made of.
 */
export const createDepartures = (ms: number) => {
  let next: Promise<void> | null = null;
  return (): Promise<void> => {
    next ??= delay(ms).then(() => {
      next = null;
    });
    return next;
  };
};

export type Departure = ReturnType<typeof createDepartures>;
