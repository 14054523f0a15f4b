/** A feed's place among those that may ask its host at the same time. */
export interface Permit {
  /** Whether the place was free at once. */
  readonly granted: boolean;
  /** Waits for the place. Rejects with the signal's reason when given up. */
  wait(signal: AbortSignal): Promise<void>;
  /** Gives the place back, or up. Harmless a second time. */
  release(): void;
}

interface Host {
  free: number;
  waiting: Set<() => void>;
}

/** The places at every host: `limit` at a time, first come, first served. */
export const createHosts = (limit: number) => {
  const hosts = new Map<string, Host>();

  const take = (name: string): Permit => {
    const host = hosts.get(name) ?? { free: limit, waiting: new Set() };
    hosts.set(name, host);
    const granted = host.free > 0;
    if (granted) host.free--;
    let holding = granted;
    let enter: () => void = () => {};

    return {
      granted,
      wait: (signal) =>
        new Promise((resolve, reject) => {
          const leave = () => {
            host.waiting.delete(enter);
            reject(signal.reason);
          };
          enter = () => {
            signal.removeEventListener('abort', leave);
            holding = true;
            resolve();
          };
          host.waiting.add(enter);
          signal.addEventListener('abort', leave, { once: true });
        }),
      release: () => {
        host.waiting.delete(enter);
        if (!holding) return;
        holding = false;
        const [next] = host.waiting;
        if (next) {
          host.waiting.delete(next);
          next();
        } else if (++host.free === limit) hosts.delete(name);
      },
    };
  };

  return { take };
};

export type Hosts = ReturnType<typeof createHosts>;
