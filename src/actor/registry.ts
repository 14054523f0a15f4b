import type { Failure, FailureCode, FeedRef } from '../../machines/model.ts';
import { failureOf, withoutLogin } from '../errors.ts';

/** What became of a URL that was to be added, removed, paused, resumed or queued. */
export type Registered<Status extends string> = { url: string } & (
  | { status: Status; feedId: string }
  /** There is no such feed. */
  | { status: 'unknown'; feedId: null }
  | { status: 'failed'; feedId: null; error: Failure }
);

interface RegistrySteps<Url extends { url: string }> {
  parseUrl(raw: string, act: string): Url;
  /** Finds the feed of a URL or makes it. */
  identify(url: Url): Promise<FeedRef & { fence: number }>;
  /** Finds the feed of a URL. */
  find(url: Url): Promise<FeedRef | null>;
  poll(feed: FeedRef): Promise<boolean>;
  pause(feed: FeedRef): Promise<boolean>;
  resume(feed: FeedRef): Promise<boolean>;
  remove(feed: FeedRef): Promise<boolean>;
}

/** From URLs to what is done with their feeds: each on its own, so that one that is wrong keeps none of the others from it. */
export const forEachUrl = <Status extends string>(
  act: string,
  code: FailureCode,
  work: (raw: string) => Promise<{ url: string; feedId: string; status: Status } | null>,
) => {
  const attempt = async (raw: string): Promise<Registered<Status>> => {
    try {
      return (await work(raw)) ?? { url: withoutLogin(`${raw}`), feedId: null, status: 'unknown' };
    } catch (thrown) {
      const url = withoutLogin(`${raw}`);
      return { url, feedId: null, status: 'failed', error: failureOf(thrown, code, `${act} ${url}`) };
    }
  };
  return (urls: readonly string[]): Promise<Registered<Status>[]> => Promise.all(urls.map(attempt));
};

/** Which feeds are imported on a schedule. */
export const createRegistry = <Url extends { url: string }>(steps: RegistrySteps<Url>) => {
  const { parseUrl, identify, find, poll, pause, resume, remove } = steps;

  const change = <Yes extends string, No extends string>(
    act: string,
    feedOf: (url: Url) => Promise<FeedRef | null>,
    apply: (feed: FeedRef) => Promise<boolean>,
    [changed, unchanged]: [Yes, No],
  ) =>
    forEachUrl<Yes | No>(act, 'postgres-unreachable', async (raw) => {
      const feed = await feedOf(parseUrl(raw, act));
      if (feed === null) return null;
      return { url: feed.url, feedId: feed.id, status: (await apply(feed)) ? changed : unchanged };
    });

  return {
    add: change('add', identify, poll, ['added', 'known']),
    pause: change('pause', find, pause, ['paused', 'not-polled']),
    resume: change('resume', find, resume, ['resumed', 'not-paused']),
    remove: change('remove', find, remove, ['removed', 'removed']),
  };
};
