import type { HostRules } from '../../machines/host.ts';
import type { Enter } from '../../machines/model.ts';
import { FeedlockError } from '../errors.ts';
import { type Answer, createHost, type Host, type HostOptions, type Place } from './host.ts';
import { createPermit, type Permit } from './permit.ts';
import { createSlots, type SlotDeps } from './slots.ts';

export type { Permit } from './permit.ts';

interface HostsDeps extends Pick<HostOptions, 'clock' | 'inspect'> {
  /** Until when a host asked to be left alone, whichever node it told; `null`: it may be asked. */
  notBefore(host: string): Promise<Date | null>;
  /** Given: the places of a host are those of all nodes together. */
  slots?: SlotDeps | undefined;
}

interface HostsOptions extends Partial<HostRules> {
  /** What counts as one host. */
  hostOf(url: string): string;
}

interface Visit {
  urgent: boolean;
  onLost(): void;
}

const defaults = {
  concurrency: 2,
  spacing: 50,
  failures: 10,
  coolDown: 30_000,
  longestCoolDown: 600_000,
} satisfies HostRules;

/** Hosts with nobody there whose failures are remembered: those that failed last. */
const mostRemembered = 1_000;

/** What other nodes were told is asked for after the wait for a place, which may have been long. */
const confirmed = async (place: Place, limitedUntil: () => Promise<Date | null>): Promise<Answer> => {
  try {
    const until = await limitedUntil();
    if (until === null) return place;
    place.leave(null);
    return { status: 'deferred', until };
  } catch (thrown) {
    place.leave(null);
    throw thrown;
  }
};

/** Who may send a request to which host, and when: the one place that limits them. */
export const createHosts = ({ notBefore, slots: slotDeps, ...deps }: HostsDeps, options: HostsOptions) => {
  const { hostOf, ...given } = options;
  const rules: HostRules = { ...defaults, ...given };
  const slots = slotDeps && createSlots(slotDeps, rules);
  const hosts = new Map<string, Host>();
  const remembered = new Set<string>();

  const drop = (name: string, reason?: unknown) => {
    hosts.get(name)?.stop(reason);
    hosts.delete(name);
    remembered.delete(name);
  };

  const remember = (name: string) => {
    remembered.add(name);
    const [oldest] = remembered;
    if (remembered.size > mostRemembered && oldest !== undefined) drop(oldest);
  };

  /** For something that is done there at once: who finds nobody in it drops it. */
  const find = (name: string): Host => {
    const known = hosts.get(name);
    if (known) {
      remembered.delete(name);
      return known;
    }
    const onIdle = (failing: boolean) => (failing ? remember(name) : drop(name));
    const host = createHost(name, { ...deps, rules, onIdle });
    hosts.set(name, host);
    return host;
  };

  const limitedUntil = (name: string) => hosts.get(name)?.limitedUntil() ?? null;

  /** A place of this process and, when all nodes share the host's, one of those. */
  const occupy = async (url: string, signal: AbortSignal, { urgent, onLost }: Visit): Promise<Answer> => {
    signal.throwIfAborted();
    const name = hostOf(url);
    const place = await find(name).ask({ urgent }).wait(signal);
    if (place.status === 'deferred' || !slots) return place;
    try {
      const release = await slots.take(name, url, signal, onLost);
      const until = limitedUntil(name);
      if (until === null) {
        const leave: typeof place.leave = (report) => {
          place.leave(report);
          release();
        };
        return { status: 'granted', leave };
      }
      release();
      place.leave(null);
      return { status: 'deferred', until };
    } catch (thrown) {
      place.leave(null);
      throw thrown;
    }
  };

  const visit = async (url: string, signal: AbortSignal, onLost: () => void): Promise<Answer> => {
    const place = await occupy(url, signal, { urgent: true, onLost });
    return place.status === 'deferred' ? place : confirmed(place, () => notBefore(hostOf(url)));
  };

  /** For a request of a feed whose import has begun, or of none. */
  const enter: Enter = (url, signal) => visit(url, signal, () => {});

  return {
    /** `onLost`: the place may have become another node's, as one of the host's is leased. */
    take: (url: string, { onLost }: { onLost(): void }): Permit => {
      const name = hostOf(url);
      return createPermit({
        turn: slots ? null : find(name).ask({ urgent: false }),
        occupy: (signal) => occupy(url, signal, { urgent: false, onLost }),
        visit: (to, signal) => visit(to, signal, onLost),
        isOurs: (to) => hostOf(to) === name,
        limitedUntil: () => limitedUntil(name),
      });
    },
    enter,
    /** The host of a URL wants to be left alone for so many ms. A shorter time than is known changes nothing. */
    limit: (url: string, ms: number) => {
      if (ms > 0) find(hostOf(url)).limit(ms);
    },
    /** Ends all waiting, and waits for what was given back to be free. */
    stop: async () => {
      const reason = new FeedlockError('stopped', 'wait for a place at a host: this node is being stopped');
      for (const name of hosts.keys()) drop(name, reason);
      await slots?.stop();
    },
  };
};

export type Hosts = ReturnType<typeof createHosts>;
