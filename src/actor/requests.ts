import { setTimeout as delay } from 'node:timers/promises';
import type { FeedRef, FeedRequest, Outcome, Settled } from '../../machines/model.ts';
import { elapsedSince } from '../elapsed.ts';
import { FeedlockError, rethrowAs } from '../errors.ts';
import { forEachUrl } from './registry.ts';
import { verdictOf } from './worker.ts';

interface RequestSteps<Url extends { url: string }> {
  parseUrl(raw: string, act: string): Url;
  /** Finds the feed of a URL or makes it. */
  identify(url: Url): Promise<FeedRef & { fence: number }>;
  /** Finds the feed of a URL, and the fence of its last recorded outcome. */
  find(url: Url): Promise<(FeedRef & { doneFence: number }) | null>;
  node: string;
  /** `waiting`: it is in the queue already, or being imported from there. */
  enqueue(request: FeedRequest): Promise<'queued' | 'waiting'>;
  /** Remembers on the feed's row that it is to be imported once more. */
  askAgain(request: FeedRequest): Promise<void>;
  /** Hears how imports of a feed end, from when this resolves. */
  listen(feedId: string, signal: AbortSignal): Promise<AsyncIterable<Settled>>;
  ttl: number;
}

export interface WaitOptions {
  /** Ends the waiting; the feed is imported all the same. */
  signal?: AbortSignal;
}

/** ms after which somebody who waits looks for himself: what is told on NATS is told once. */
const lookInterval = 5_000;

/** A failed statement for a request of this URL. */
const failedFor = (url: string) => rethrowAs('postgres-unreachable', `request ${url}`);

/** A service that is away comes back: it is no reason to wait no longer. */
const unlessAway = (thrown: unknown): null => {
  const { code } = thrown as Partial<FeedlockError>;
  if (code === 'nats-unreachable' || code === 'postgres-unreachable') return null;
  throw thrown;
};

/** Has feeds imported by whichever node is free. */
export const createRequests = <Url extends { url: string }>(steps: RequestSteps<Url>) => {
  const { parseUrl, identify, find, node, enqueue, askAgain, listen, ttl } = steps;
  const stopping = new AbortController();

  const requestOf = async (raw: string): Promise<FeedRequest> => {
    const url = parseUrl(raw, 'request');
    const { fence: seen, ...feed } = await identify(url).catch(failedFor(url.url));
    return { feed, seen };
  };

  /** What the queue refuses is not lost: the import under way began, perhaps, before the request. */
  const submit = async (request: FeedRequest) => {
    const enqueued = await enqueue(request);
    if (enqueued === 'waiting') await askAgain(request).catch(failedFor(request.feed.url));
    return enqueued;
  };

  /** An import that began before the request may have read what was there before it. */
  const answers = (settled: Settled, seen: number): boolean => {
    if ('fence' in settled && settled.fence !== null && settled.fence <= seen) return false;
    // It is tried again, but somebody has to be told of a fault.
    if (settled.status === 'failed' && settled.error.code === 'internal') return true;
    const verdict = verdictOf(settled, ttl);
    return verdict === null || verdict.status === 'done';
  };

  /** What was told while we could not hear it, or was told of the feed that this one has become part of, or will never be told. */
  const look = async (raw: string, { feed, seen }: FeedRequest): Promise<'waiting' | 'elsewhere' | Outcome> => {
    const known = await find(parseUrl(raw, 'request')).catch(failedFor(feed.url));
    if (known === null) {
      const message = `request ${feed.url}: the feed has been removed`;
      return { status: 'failed', fence: null, error: { code: 'feed-removed', message } };
    }
    if (known.id !== feed.id) return 'elsewhere';
    if (known.doneFence > seen) return { status: 'fresh', fence: known.doneFence };
    await submit({ feed, seen });
    return 'waiting';
  };

  /** Listens for a while, and begins once it can hear. `null`: nothing was heard that answers the request. */
  const hear = async ({ feed, seen }: FeedRequest, signal: AbortSignal, begin?: () => Promise<unknown>) => {
    const heard = new AbortController();
    try {
      const told = await listen(feed.id, AbortSignal.any([signal, heard.signal, AbortSignal.timeout(lookInterval)]));
      await begin?.();
      for await (const settled of told) if (answers(settled, seen)) return settled;
      return null;
    } finally {
      heard.abort();
    }
  };

  const wait = async (raw: string, signal: AbortSignal): Promise<Settled> => {
    const began = performance.now();
    const request = await requestOf(raw);
    const { url, id: feedId } = request.feed;
    let settled = signal.aborted ? null : await hear(request, signal, () => submit(request));
    while (settled === null && !signal.aborted) {
      const found = await look(raw, request).catch(unlessAway);
      if (found === 'elsewhere') return wait(raw, signal);
      if (found !== null && found !== 'waiting') return { url, feedId, ...found, node, ms: elapsedSince(began) };
      settled = await hear(request, signal).catch((thrown) => {
        unlessAway(thrown);
        return delay(lookInterval, null, { signal }).catch(() => null);
      });
    }
    if (settled !== null) return settled;
    throw new FeedlockError('cancelled', `wait for the import of ${url}: given up; it stays queued`);
  };

  return {
    request: forEachUrl('request', 'postgres-unreachable', async (raw) => {
      const request = await requestOf(raw);
      return { url: request.feed.url, feedId: request.feed.id, status: await submit(request) };
    }),

    /**
     * A service that goes away later is waited for too.
     *
     * @throws FeedlockError `bad-url`, `cancelled`, `nats-unreachable`, `postgres-unreachable`
     */
    requestAndWait: (raw: string, { signal }: WaitOptions = {}): Promise<Settled> =>
      wait(raw, signal ? AbortSignal.any([signal, stopping.signal]) : stopping.signal),

    /** Ends all waiting: what is waited for goes on elsewhere. */
    abandon: (): void => stopping.abort(),
  };
};
