import type { FeedRef, FeedRequest, Outcome, Settled } from '../../machines/model.ts';
import { elapsedSince } from '../elapsed.ts';
import { FeedlockError, failureOf, rethrowAs, withoutLogin } from '../errors.ts';
import { anAbortSignal, oneOf, requireCall, requireWanted, wholeFrom } from '../wanted.ts';
import type { FeedActor, FeedActors, RunOptions } from './feeds.ts';
import { workInTurns } from './rota.ts';

export interface ImportAllOptions extends RunOptions {
  /** Imports at a time. @default 64 */
  concurrency?: number;
}

interface ImportSteps<Url extends { url: string }> {
  parseUrl(raw: string): Url;
  /** Finds the feed of a URL or makes it, before anything is locked. */
  identify(url: Url): Promise<FeedRef & { fence: number }>;
  feeds: FeedActors;
  /** By what name a URL's host is limited, and to how many imports at a time. */
  hostOf(url: string): string;
  hostConcurrency: number;
  node: string;
  onSettled(settled: Settled): void;
}

const runOptions = { onBusy: oneOf('skip', 'wait'), signal: anAbortSignal };
const allOptions = { ...runOptions, concurrency: wholeFrom(1, Number.MAX_SAFE_INTEGER, 'a whole number, 1 or more') };

/** From URLs to outcomes. Nothing that goes wrong with a feed is thrown. */
export const createImports = <Url extends { url: string }>(steps: ImportSteps<Url>) => {
  const { parseUrl, identify, feeds, hostOf, hostConcurrency, node, onSettled } = steps;

  const find = async (raw: string) => {
    const url = parseUrl(raw);
    const act = `look up ${url.url}`;
    const { fence: seen, ...feed } = await identify(url).catch(rethrowAs('postgres-unreachable', act));
    return { feed, seen };
  };

  const settle = (outcome: Pick<Settled, 'url' | 'feedId'> & Outcome, began: number): Settled => {
    const settled = { ...outcome, node, ms: elapsedSince(began) };
    onSettled(settled);
    return settled;
  };

  const attempt = async (raw: string, options: RunOptions): Promise<Pick<Settled, 'url' | 'feedId'> & Outcome> => {
    try {
      if (options.signal?.aborted) throw new FeedlockError('cancelled', `import ${withoutLogin(`${raw}`)}: cancelled`);
      const request = await find(raw);
      return { url: request.feed.url, feedId: request.feed.id, ...(await feeds.run(request, options)) };
    } catch (thrown) {
      const url = withoutLogin(`${raw}`);
      const error = failureOf(thrown, 'internal', `import ${url}`);
      return { url, feedId: null, status: 'failed', fence: null, error };
    }
  };

  const run = async (raw: string, options: RunOptions): Promise<Settled> => {
    const began = performance.now();
    return settle(await attempt(raw, options), began);
  };

  const importOne = async (raw: string, options: RunOptions = {}): Promise<Settled> => {
    requireCall(`import ${withoutLogin(`${raw}`)}`, options, runOptions);
    return run(raw, options);
  };

  /** A feed that is known, at the request of somebody else. */
  const importFeed = async (request: FeedRequest): Promise<Settled> => {
    const began = performance.now();
    const { url, id: feedId } = request.feed;
    return settle({ url, feedId, ...(await feeds.run(request)) }, began);
  };

  const importAll = async (urls: readonly string[], options: ImportAllOptions = {}): Promise<Settled[]> => {
    requireWanted('import feeds', 'what stands for their URLs', urls, { words: 'a list', accepts: Array.isArray });
    requireCall('import feeds', options, allOptions);
    const { concurrency = 64, ...own } = options;
    const settled: Settled[] = [];
    const turns = { hostOf, perHost: hostConcurrency, concurrency };
    await workInTurns(urls, turns, async (url, place) => {
      settled[place] = await run(url, own);
    });
    return settled;
  };

  return {
    importOne,
    importFeed,
    importAll,
    actor: async (raw: string): Promise<FeedActor> => feeds.actor((await find(raw)).feed),
  };
};
