import type { FeedRef, FeedRequest, Settled } from '../../machines/model.ts';
import { FeedlockError } from '../errors.ts';
import { forEachUrl } from './registry.ts';
import { verdictOf } from './worker.ts';

interface RequestSteps<Url extends { url: string }> {
  parseUrl(raw: string, act: string): Url;
  /** Finds the feed of a URL or makes it. */
  identify(url: Url): Promise<FeedRef & { fence: number }>;
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

/** Has feeds imported by whichever node is free. */
export const createRequests = <Url extends { url: string }>(steps: RequestSteps<Url>) => {
  const { parseUrl, identify, enqueue, askAgain, listen, ttl } = steps;

  const find = async (raw: string): Promise<FeedRequest> => {
    const { fence: seen, ...feed } = await identify(parseUrl(raw, 'request'));
    return { feed, seen };
  };

  /** What the queue refuses is not lost: the import under way began, perhaps, before the request. */
  const submit = async (request: FeedRequest) => {
    const enqueued = await enqueue(request);
    if (enqueued === 'waiting') await askAgain(request);
    return enqueued;
  };

  /** An import that began before the request may have read what was there before it. */
  const answers = (settled: Settled, seen: number): boolean => {
    if ('fence' in settled && settled.fence !== null && settled.fence <= seen) return false;
    const verdict = verdictOf(settled, ttl);
    return verdict === null || verdict.status === 'done';
  };

  return {
    request: forEachUrl('request', 'postgres-unreachable', async (raw) => {
      const request = await find(raw);
      return { url: request.feed.url, feedId: request.feed.id, status: await submit(request) };
    }),

    /** @throws FeedlockError `bad-url`, `cancelled`, `nats-unreachable`, `postgres-unreachable` */
    requestAndWait: async (raw: string, { signal }: WaitOptions = {}): Promise<Settled> => {
      const heard = new AbortController();
      const until = signal ? AbortSignal.any([signal, heard.signal]) : heard.signal;
      const request = await find(raw);
      try {
        const told = await listen(request.feed.id, until);
        await submit(request);
        for await (const settled of told) if (answers(settled, request.seen)) return settled;
      } finally {
        heard.abort();
      }
      throw new FeedlockError('cancelled', `wait for the import of ${request.feed.url}: given up; it stays queued`);
    },
  };
};
