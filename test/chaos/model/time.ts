export interface Time {
  /** In ms, of the world: no machine sees it. */
  now(): number;
  after(ms: number, task: () => void): () => void;
  /** Takes one event after the other, up to a moment. What an event sets off by itself happens before the next one. */
  pass(ms: number): Promise<void>;
  /** What happens now gathers a batch, or waits for a turn of the event loop: those cost too much to take one after each event. */
  needTurn(): void;
}

interface Event {
  at: number;
  task: (() => void) | null;
}

/** After all that promises lead to. */
const settled = () => new Promise<void>((resolve) => process.nextTick(resolve));

/** After what waits for the next turn of the event loop, too. */
const turned = () => new Promise<void>((resolve) => setImmediate(resolve));

export const createTime = (): Time => {
  const events: Event[] = [];
  let now = 0;
  let isTurnNeeded = false;

  const after = (ms: number, task: () => void) => {
    const event: Event = { at: now + Math.max(0, ms), task };
    let place = events.length;
    while (place > 0 && (events[place - 1]?.at ?? 0) > event.at) place--;
    events.splice(place, 0, event);
    return () => {
      event.task = null;
    };
  };

  const pass = async (ms: number) => {
    const end = now + ms;
    for (;;) {
      const [event] = events;
      if (event === undefined || event.at > end) break;
      events.shift();
      if (event.task === null) continue;
      now = event.at;
      event.task();
      await settled();
      if (!isTurnNeeded) continue;
      isTurnNeeded = false;
      await turned();
    }
    now = Math.max(now, end);
  };

  return {
    now: () => now,
    after,
    pass,
    needTurn: () => {
      isTurnNeeded = true;
    },
  };
};
